# A store through a null pointer.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  xor ebx, ebx
  mov [rbx], rax
  print_line "after"
  exit
