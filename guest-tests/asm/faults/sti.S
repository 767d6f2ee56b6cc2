# sti in ring 3 with IOPL 0: #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  sti
  print_line "after"
  exit
