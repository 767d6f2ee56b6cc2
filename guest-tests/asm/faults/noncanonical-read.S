# A load from a non-canonical address: #GP, not #PF (Intel SDM 1 3.3.7.1 "Canonical Addressing").
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rbx, 0x8000000000000000
  mov rax, [rbx]
  print_line "after"
  exit
