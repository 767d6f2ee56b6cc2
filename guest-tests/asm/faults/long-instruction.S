# An instruction of more than 15 bytes: #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  .rept 15
  .byte 0x66
  .endr
  nop
  print_line "after"
  exit
