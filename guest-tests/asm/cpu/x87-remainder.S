# FPREM of numbers with more than 53 significant bits is exact (Intel SDM 2A "FPREM").
#
# Exit: 0
# Output:
#   | 9223372036854775807 rem 2: 1

.include "guest.inc"
.data
dividend: .quad 0x7fffffffffffffff
divisor: .quad 2
remainder: .quad 0
.text
.globl _start
_start:
  fild qword ptr [divisor]
  fild qword ptr [dividend]
1:
  fprem
  fnstsw ax
  test ax, 0x400
  jnz 1b
  fistp qword ptr [remainder]
  print "9223372036854775807 rem 2: "
  print_dec [remainder]
  newline
  cmp qword ptr [remainder], 1
  je 2f
  fail "the remainder was rounded"
2:
  exit 0
