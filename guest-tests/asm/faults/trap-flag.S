# Single-stepping switched on by the program itself: #DB behind the instruction that follows popf.
#
# Exit: 133 (SIGTRAP)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  pushfq
  or qword ptr [rsp], 0x100
  popfq
  nop
  nop
  print_line "after"
  exit
