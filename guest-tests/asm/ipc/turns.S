# PARTIES processes take turns: each appends its letter to a line in shared memory when it is its
# turn, ROUNDS times; the first one prints the line.
#
# Run: turns SELF PARTIES ROUNDS (0 4 6, 1 4 6, 2 4 6 and 3 4 6) at once.
#
# Exit: 0
# Output when SELF is 0:
#   | ABCDABCDABCDABCDABCDABCD
# Output when SELF is 1: none
# Output when SELF is 2: none
# Output when SELF is 3: none

.include "guest.inc"
shm_name object, "/fw-ipc-turns"
.set TURN, 0                            # turns taken so far
.set LEFT, 64
.set LINE, 128

.text
.globl _start
_start:
  number_argument 1, 0
  mov r13, rax                          # the next turn of this process
  mov r14, rax
  number_argument 2, 1
  mov r15, rax
  number_argument 3, 6
  mov rbp, rax
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
1:
  wait_until [r12+TURN], r13
  lea eax, [r14 + 'A']
  mov [r12 + LINE + r13], al
  lea rax, [r13 + 1]
  mov [r12 + TURN], rax
  add r13, r15
  dec rbp
  jnz 1b
  sub r13, r14
  wait_until [r12+TURN], r13
  test r14, r14
  jnz 2f
  lea rbx, [r12 + LINE]
  print_string rbx
  newline
2:
  shm_leave [r12+LEFT], r15, object
  exit
