# A jump into .data, which holds instructions but is not executable.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.data
code: nop
  ret

.text
.globl _start
_start:
  print_line "before"
  mov ebx, offset code
  call rbx
  print_line "after"
  exit
