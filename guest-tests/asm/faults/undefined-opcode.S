# An opcode that 64-bit mode does not have (06, push es).
#
# Exit: 132 (SIGILL)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  .byte 0x06
  print_line "after"
  exit
