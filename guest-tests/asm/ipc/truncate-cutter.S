# Cuts an object down to one page while truncate-user.S has two of it mapped.
#
# Run together with truncate-user; either may be started first.
#
# Exit: 0
# Output:
#   | the second page before: 6
#   | ftruncate: 0

.include "guest.inc"
shm_name object, "/fw-ipc-truncate"
.set STATE, 0
.set CELL, 64

.text
.globl _start
_start:
  shm_join object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  wait_until [r12+STATE], 1
  mov rax, [r12 + PAGE_SIZE]
  show "the second page before"
  sys ftruncate, rbx, PAGE_SIZE
  show "ftruncate"
  shm_unlink object
  mov qword ptr [r12 + STATE], 2
  exit
