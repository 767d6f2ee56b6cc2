# The third of three programs that exit with status 0.

.include "guest.inc"

.text
.globl _start
_start:
  print_line "third"
  exit
