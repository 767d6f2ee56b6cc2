# RUN: divide
# TITLE: a division by zero is SIGFPE
# EXPECT-FAULT: SIGFPE at divide
# EXPECT-NO-OUT:
# EXPECT-NATIVE: same

.include "guest.inc"

.text
.globl _start
_start:
  print "not ended by a newline: lost"
  xor ecx, ecx
  mov eax, 1
  cdq
divide:
  div ecx
  exit
