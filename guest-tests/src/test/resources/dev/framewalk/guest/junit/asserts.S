# An assertion of a guest that does not hold.

.include "guest.inc"

.text
.globl _start
_start:
  mov ebx, 4
  assert_eq rbx, 5
  exit
