# A division whose quotient does not fit: the smallest 64-bit number by -1.
#
# Exit: 136 (SIGFPE)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rax, 0x8000000000000000
  cqo
  mov rbx, -1
  idiv rbx
  print_line "after"
  exit
