# A ring of 4 cells between two processes, under fifty schedules with short turns.
#
# RUN: consumer 64
# WITH: producer=ring-producer.S 64
# TITLE: a consumer gets what a producer sends, in order, under every schedule
# SEED: 1..50
# QUANTUM: 20
# BUDGET: 500K
# EXPECT-OUT: sum 2080
# EXPECT-NATIVE: same
# HINT: who writes a cell may count it as written only when the value is in it

.include "guest.inc"
.include "ring.inc"

.text
.globl _start
_start:
  number_argument 1, 64
  mov r15, rax
  ring_open
  xor r12d, r12d                        # cells read
  xor r13d, r13d                        # their sum
next:
  wait_while_equal [rbx + WRITTEN], r12
  mov rax, r12
  and eax, CELLS - 1
  mov rcx, [rbx + rax*8 + CELL]
  inc r12
  assert_eq rcx, r12                    # the producer sends 1, 2, 3, ...
  add r13, rcx
  mov [rbx + READ], r12
  cmp r12, r15
  jb next
  print "sum "
  print_dec r13
  newline
  shm_leave [rbx + LEFT], 2, ring
  exit
