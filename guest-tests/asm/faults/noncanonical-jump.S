# A jump to a non-canonical address.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rbx, 0xdead00000000beef
  jmp rbx
  print_line "after"
  exit
