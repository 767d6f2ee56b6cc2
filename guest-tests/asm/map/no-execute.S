# A jump into a shared mapping that is not executable ends in SIGSEGV, although it can be read and
# holds instructions.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | a return instruction lies there: 0xc3
#   | now calling it

.include "guest.inc"
shm_name object, "/fw-map-no-execute"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  shm_unlink object
  mov byte ptr [r12], 0xc3
  print "a return instruction lies there: "
  print_hex [r12]
  newline
  print_line "now calling it"
  call r12
  fail "the call came back"
