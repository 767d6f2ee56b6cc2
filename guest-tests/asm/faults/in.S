# in from a port without permission: #GP (Intel SDM 1 19.5 "Protected-Mode I/O").
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov edx, 0x60
  in al, dx
  print_line "after"
  exit
