# A lock prefix on an instruction that writes no memory: #UD.
#
# Exit: 132 (SIGILL)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  .byte 0xf0, 0x01, 0xd8                # lock add eax, ebx
  print_line "after"
  exit
