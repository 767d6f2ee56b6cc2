# The instruction that is defined to be undefined.
#
# Exit: 132 (SIGILL)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  ud2
  print_line "after"
  exit
