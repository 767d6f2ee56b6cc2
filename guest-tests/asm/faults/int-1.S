# int 1 in two bytes is no debug trap: its gate may not be used from ring 3, so it is #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  int 1
  print_line "after"
  exit
