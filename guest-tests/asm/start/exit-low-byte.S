# Only the low 8 bits of the status given to exit(2) come out: 0x12a is 42.
#
# Exit: 42
# Output: none

.include "linux.inc"
.text
.globl _start
_start:
  sys exit, 0x12a
