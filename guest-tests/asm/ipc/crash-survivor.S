# Goes on when crash-writer.S, which shares memory with it, has died; the object, its mapping and
# the bytes are untouched by that.
#
# Run together with crash-writer; either may be started first.
#
# Exit: 0
# Output:
#   | what the other one wrote: 77
#   | 1000 yields later: 77
#   | still writable: 78
#   | open by name: 4

.include "guest.inc"
shm_name object, "/fw-ipc-crash"
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
  mov qword ptr [r12 + STATE], 1
  wait_until [r12+STATE], 2
  mov rax, [r12 + CELL]
  show "what the other one wrote"
  mov ebp, 1000
1:
  sys sched_yield
  dec ebp
  jnz 1b
  mov rax, [r12 + CELL]
  show "1000 yields later"
  inc qword ptr [r12 + CELL]
  mov rax, [r12 + CELL]
  show "still writable"
  shm_open object, O_RDWR
  show "open by name"
  shm_unlink object
  exit
