# A breakpoint in one byte.
#
# Exit: 133 (SIGTRAP)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  int3
  print_line "after"
  exit
