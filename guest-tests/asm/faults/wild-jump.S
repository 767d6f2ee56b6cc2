# A jump into nowhere: an address of the user half where nothing is mapped.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rbx, 0x123456789abc
  jmp rbx
  print_line "after"
  exit
