# A division by zero: #DE (Intel SDM 3A 6.15 "Interrupt 0 - Divide Error Exception (#DE)").
#
# Exit: 136 (SIGFPE)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov eax, 7
  xor edx, edx
  xor ebx, ebx
  div ebx
  print_line "after"
  exit
