# Writing a debug register in ring 3: #GP.
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
  mov dr7, rax
  print_line "after"
  exit
