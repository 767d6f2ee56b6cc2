# RUN: null-pointer
# TITLE: a load through a null pointer is SIGSEGV
# EXPECT-FAULT: read null-pointer at load of 8
# EXPECT-NATIVE: same

.include "guest.inc"

.text
.globl _start
_start:
  xor eax, eax
load:
  mov rbx, [rax + 8]
  exit
