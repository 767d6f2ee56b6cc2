# After fork the child's stores to shared memory are seen, and those to private memory are not.
#
# RUN: fork
# TITLE: fork shares what is shared and copies the rest
# EXPECT-OUT: shared 5, private 1, child exited with 3
# EXPECT-NATIVE: same
# SEED: 1..10

.include "guest.inc"
.include "process.inc"

.bss
.balign 8
private: .skip 8

.text
.globl _start
_start:
  sys mmap, 0, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0
  assert_ok
  mov r12, rax
  mov qword ptr [private], 1
  fork_child child
  wait_child
  mov r13, rax
  print "shared "
  print_dec [r12]
  print ", private "
  print_dec [private]
  print ", child exited with "
  print_dec r13
  newline
  exit
child:
  mov qword ptr [r12], 5
  mov qword ptr [private], 5
  exit 3
