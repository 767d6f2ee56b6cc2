# A load from the kernel's half of the address space.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rbx, 0xffff800000000000
  mov rax, [rbx]
  print_line "after"
  exit
