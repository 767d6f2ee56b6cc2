# out to a port without permission: #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  xor eax, eax
  out 0x80, al
  print_line "after"
  exit
