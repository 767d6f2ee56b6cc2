# Never ends.

.text
.globl _start
_start:
  .intel_syntax noprefix
1:
  jmp 1b
