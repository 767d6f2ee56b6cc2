# A breakpoint in two bytes (CD 03): its gate may be used from ring 3.
#
# Exit: 133 (SIGTRAP)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  .byte 0xcd, 3
  print_line "after"
  exit
