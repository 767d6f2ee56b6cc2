# A string output to a port without permission: #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov esi, offset _start
  mov edx, 0x3f8
  mov ecx, 4
  rep outsb
  print_line "after"
  exit
