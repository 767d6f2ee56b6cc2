# RUN: sum 300
# WITH: squares.S 300
# EXPECT-OUT: sum 9045050
# EXPECT-OUT[squares]: stored
# SEED: 1..3
# TITLE: The reader adds up what the writer stored

.include "guest.inc"
shm_name object, "/fw-junit-squares"
.set DONE, 0
.set SQUARES, PAGE_SIZE

.text
.globl _start
_start:
  number_argument 1, 8
  mov rbp, rax
  shm_join object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE, PROT_READ
  assert_ok
  mov r12, rax
  wait_until [r12 + DONE], 1
  shm_unlink object
  xor ecx, ecx
  xor r13d, r13d
1:
  add r13, [r12 + SQUARES + 8 * rcx]
  inc rcx
  cmp rcx, rbp
  jb 1b
  print "sum "
  print_dec r13
  newline
  exit
