# On Linux it prints another number than in a machine, where the first process is number 100.

.include "guest.inc"

.text
.globl _start
_start:
  sys getpid
  mov rbx, rax
  print_dec rbx
  newline
  exit
