# A store to .rodata, which is mapped for reading only.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.section .rodata
constant: .quad 1

.text
.globl _start
_start:
  print_line "before"
  mov qword ptr [constant], 2
  print_line "after"
  exit
