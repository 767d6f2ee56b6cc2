# The same for a store, through a mapping that was not touched before the object shrank.
#
# Exit: 135 (SIGBUS)
# Output:
#   | ftruncate to nothing: 0
#   | now storing

.include "guest.inc"
shm_name object, "/fw-truncate-shrink-store"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  sys ftruncate, rbx, 0
  show "ftruncate to nothing"
  print_line "now storing"
  mov qword ptr [r12], 5
  fail "the store did not fault"
