# Loading the null selector into SS in ring 3: #GP.
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
  mov ss, eax
  print_line "after"
  exit
