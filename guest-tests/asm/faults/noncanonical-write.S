# A store to a non-canonical address in the upper part of the hole.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rbx, 0xfeff7ffffffffff8
  mov [rbx], rax
  print_line "after"
  exit
