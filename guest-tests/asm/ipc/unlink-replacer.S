# Unlinks an object that unlink-keeper.S has mapped and makes a new one of the same name. It says
# so through the old object, which both still share.
#
# Run together with unlink-keeper; either may be started first.
#
# Exit: 0
# Output:
#   | the old object: 1
#   | create exclusive: EEXIST
#   | unlink: 0
#   | create exclusive: 4

.include "guest.inc"
shm_name object, "/fw-ipc-unlink"
.set STATE, 0
.set CELL, 64

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  wait_until [r12+STATE], 1
  mov rax, [r12 + CELL]
  show "the old object"
  shm_open object, O_RDWR|O_CREAT|O_EXCL, 0600
  show "create exclusive"
  shm_unlink object
  show "unlink"
  shm_open object, O_RDWR|O_CREAT|O_EXCL, 0600
  show "create exclusive"
  mov r13, rax
  sys ftruncate, r13, 2*PAGE_SIZE
  map_shared r13, PAGE_SIZE
  assert_ok
  mov qword ptr [rax + CELL], 2
  mov qword ptr [r12 + STATE], 2
  wait_until [r12+STATE], 3
  shm_unlink object
  exit
