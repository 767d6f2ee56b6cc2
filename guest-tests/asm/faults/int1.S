# The one-byte debug trap (F1): #DB.
#
# Exit: 133 (SIGTRAP)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  .byte 0xf1
  print_line "after"
  exit
