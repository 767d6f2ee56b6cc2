# A store to a shared mapping that is for reading only ends in SIGSEGV, although the object may be
# written through another mapping.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | through the writable mapping: 5
#   | through the read-only one: 5
#   | now storing through the read-only one

.include "guest.inc"
shm_name object, "/fw-map-read-only-write"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  map_shared rbx, PAGE_SIZE, PROT_READ
  assert_ok
  mov r13, rax
  shm_unlink object
  mov qword ptr [r12], 5
  mov rax, [r12]
  show "through the writable mapping"
  mov rax, [r13]
  show "through the read-only one"
  print_line "now storing through the read-only one"
  mov qword ptr [r13], 6
  fail "the store did not fault"
