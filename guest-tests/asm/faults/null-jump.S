# A call through a null pointer: the fetch faults.
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
  call rbx
  print_line "after"
  exit
