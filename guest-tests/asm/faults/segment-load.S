# Loading a selector outside the descriptor table: #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov eax, 0xfff8
  mov ds, eax
  print_line "after"
  exit
