# A store to the program text, which is mapped for reading and execution only.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov byte ptr [_start], 0x90
  print_line "after"
  exit
