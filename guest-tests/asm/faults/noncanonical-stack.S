# A push with a non-canonical stack pointer: #SS, which Linux reports as SIGBUS
# (Intel SDM 3A 6.15 "Interrupt 12 - Stack Fault Exception (#SS)").
#
# Exit: 135 (SIGBUS)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rsp, 0x8000000000000000
  push rax
  print_line "after"
  exit
