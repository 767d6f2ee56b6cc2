# Changing page tables from ring 3: #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  xor eax, eax
  mov cr3, rax
  print_line "after"
  exit
