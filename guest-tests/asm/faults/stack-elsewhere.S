# A push with the stack pointer at an address where nothing is mapped.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rsp, 0x123456789000
  push rax
  print_line "after"
  exit
