# Has four pages of an object mapped that has one, until grow-grower.S makes it longer; then uses
# them through the mapping that it had all the time.
#
# Run together with grow-grower; either may be started first.
#
# Exit: 0
# Output:
#   | last page, grown by the other and written by it: 7

.include "guest.inc"
shm_name object, "/fw-ipc-grow"
.set STATE, 0                           # 1 mapped, 2 grown
.set LEFT, 64

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 4*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12 + STATE], 1
  wait_until [r12+STATE], 2
  mov rax, [r12 + 4 * PAGE_SIZE - 8]
  show "last page, grown by the other and written by it"
  shm_leave [r12+LEFT], 2, object
  exit
