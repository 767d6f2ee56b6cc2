# A mapping without PROT_WRITE: loads work, a store ends the process.
#
# RUN: read-only-fault
# TITLE: a store to a read-only mapping is SIGSEGV
# EXPECT-OUT: 0
# EXPECT-FAULT: write read-only at store
# EXPECT-EXIT: SIGSEGV
# EXPECT-NATIVE: same

.include "guest.inc"
shm_name object, "/fw-asm-read-only"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, PAGE_SIZE, PROT_READ
  assert_ok
  mov rbx, rax
  print_dec [rbx]
  newline
store:
  mov qword ptr [rbx], 1
  exit
