# int 0 is no division by zero: its gate may not be used from ring 3, so it is #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  int 0
  print_line "after"
  exit
