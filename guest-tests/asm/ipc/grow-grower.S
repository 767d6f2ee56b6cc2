# Makes an object longer that grow-user.S has mapped in its later length already.
#
# Run together with grow-user; either may be started first.
#
# Exit: 0
# Output:
#   | grown: 0

.include "guest.inc"
shm_name object, "/fw-ipc-grow"
.set STATE, 0
.set LEFT, 64

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  wait_until [r12+STATE], 1
  sys ftruncate, rbx, 4*PAGE_SIZE
  show "grown"
  map_shared rbx, PAGE_SIZE, PROT_READ|PROT_WRITE, 3*PAGE_SIZE
  assert_ok
  mov qword ptr [rax + PAGE_SIZE - 8], 7
  mov qword ptr [r12 + STATE], 2
  shm_leave [r12+LEFT], 2, object
  exit
