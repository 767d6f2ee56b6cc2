# exit_group(-1) comes out as 255, and nothing behind it runs.
#
# Exit: 255
# Output:
#   | before

.include "guest.inc"
.text
.globl _start
_start:
  print_line "before"
  exit -1
  print_line "after"
  exit 1
