# A mapping without any permission faults on a load; the bytes are there all the same, as another
# mapping shows.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | after mprotect to read and write: 5
#   | after mprotect to nothing, through another mapping: 6
#   | now loading

.include "guest.inc"
shm_name object, "/fw-map-no-access"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  map_shared rbx, PAGE_SIZE, PROT_NONE
  assert_ok
  mov r13, rax
  shm_unlink object
  mov qword ptr [r12], 5
  sys mprotect, r13, PAGE_SIZE, PROT_READ|PROT_WRITE
  assert_eq rax, 0
  mov rax, [r13]
  show "after mprotect to read and write"
  mov qword ptr [r13], 6
  sys mprotect, r13, PAGE_SIZE, PROT_NONE
  assert_eq rax, 0
  mov rax, [r12]
  show "after mprotect to nothing, through another mapping"
  print_line "now loading"
  mov rax, [r13]
  fail "the load did not fault"
