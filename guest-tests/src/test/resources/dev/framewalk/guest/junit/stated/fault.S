# RUN: fault
# EXPECT-FAULT: write null-pointer at store of 0x8

.include "guest.inc"

.text
.globl _start
_start:
  xor eax, eax
store:
  mov qword ptr [rax + 8], 1
  exit
