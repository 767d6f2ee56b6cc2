# Two processes hand a turn to each other COUNT times each through shared memory, yielding while
# they wait.
#
# Run: hand-over SELF COUNT (0 1000 and 1 1000) at once.
#
# Exit: 0
# Output:
#   | turns: 2000

.include "guest.inc"
shm_name object, "/fw-bench-hand-over"
.set TURN, 0
.set LEFT, 64

.text
.globl _start
_start:
  number_argument 1, 0
  mov r13, rax                          # the turns at which this process is
  number_argument 2, 1000
  mov rbp, rax
  mov r14, rax
  add r14, rax
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
1:
  wait_until [r12+TURN], r13
  inc qword ptr [r12 + TURN]
  add r13, 2
  dec rbp
  jnz 1b
  wait_until [r12+TURN], r14
  print "turns: "
  print_dec [r12+TURN]
  newline
  shm_leave [r12+LEFT], 2, object
  exit
