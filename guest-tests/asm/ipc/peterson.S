# Adds 1 to a shared counter COUNT times with plain loads and stores under Peterson's algorithm,
# which needs no locked instruction but a fence between its store and its load.
#
# Run: peterson SELF COUNT (0 2000 and 1 2000) at once.
#
# Exit: 0
# Output:
#   | total 4000

.include "guest.inc"
shm_name object, "/fw-ipc-peterson"
.set WANTS, 0                           # 8 bytes each
.set TURN, 64
.set COUNTER, 128
.set DONE, 192
.set LEFT, 256

.text
.globl _start
_start:
  number_argument 1, 0
  mov r13, rax
  number_argument 2, 2000
  mov rbp, rax
  mov r14d, 1
  sub r14, r13                          # the other one
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
1:
  mov qword ptr [r12 + WANTS + 8 * r13], 1
  mov [r12 + TURN], r14
  mfence
2:
  cmp qword ptr [r12 + WANTS + 8 * r14], 0
  je 3f
  cmp [r12 + TURN], r14
  jne 3f
  sys sched_yield
  jmp 2b
3:
  mov rax, [r12 + COUNTER]
  inc rax
  mov [r12 + COUNTER], rax
  mov qword ptr [r12 + WANTS + 8 * r13], 0
  dec rbp
  jnz 1b
  lock inc qword ptr [r12 + DONE]
  wait_until [r12+DONE], 2
  print "total "
  print_dec [r12+COUNTER]
  newline
  shm_leave [r12+LEFT], 2, object
  exit
