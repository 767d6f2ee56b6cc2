# int 4 is the overflow trap, whose gate may be used from ring 3; Linux reports it as SIGSEGV.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  int 4
  print_line "after"
  exit
