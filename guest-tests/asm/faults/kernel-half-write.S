# A store to the last page of the kernel's half of the address space.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rbx, 0xfffffffffffff000
  mov [rbx], rax
  print_line "after"
  exit
