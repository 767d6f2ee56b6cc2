# An aligned vector load from an address that is not aligned: #GP, SIGSEGV.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"
.bss
.balign 16
cells: .skip 32
.text
.globl _start
_start:
  print_line "before"
  movdqa xmm0, [cells + 8]
  fail "the load did not fault"
