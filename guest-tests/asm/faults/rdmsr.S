# rdmsr in ring 3: #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov ecx, 0xc0000080                   # EFER
  rdmsr
  print_line "after"
  exit
