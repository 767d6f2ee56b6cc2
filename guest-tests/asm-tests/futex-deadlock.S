# Two processes wait for each other, and neither wakes the other first.
#
# RUN: first 0 4
# WITH: second=futex-deadlock.S 4 0
# TITLE: who sleeps before waking the other sleeps for ever
# EXPECT-DEADLOCK:
# EXPECT-OBJECTS: /fw-asm-deadlock
# SEED: 1..5

.include "guest.inc"
.include "process.inc"
shm_name object, "/fw-asm-deadlock"

.text
.globl _start
_start:
  number_argument 1, 0
  mov r13, rax                          # where we sleep
  number_argument 2, 4
  mov r14, rax                          # where the other one does
  shm_join object, PAGE_SIZE
  map_shared rax, PAGE_SIZE
  assert_ok
  mov rbx, rax
  futex_wait [rbx + r13], 0             # the mistake: it comes before the wake
  assert_ok
  mov dword ptr [rbx + r14], 1
  futex_wake [rbx + r14], 1
  exit
