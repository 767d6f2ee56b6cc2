# int 14 is no page fault: its gate may not be used from ring 3, so it is #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  int 14
  print_line "after"
  exit
