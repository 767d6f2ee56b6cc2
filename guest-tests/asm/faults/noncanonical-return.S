# A return to a non-canonical address.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rbx, 0x8000000000000000
  push rbx
  ret
  print_line "after"
  exit
