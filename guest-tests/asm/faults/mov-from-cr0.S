# Reading a control register in ring 3: #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rax, cr0
  print_line "after"
  exit
