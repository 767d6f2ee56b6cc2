# Prints its first argument, and a line of its standard input.

.include "guest.inc"

.bss
buffer: .skip 256

.text
.globl _start
_start:
  mov r12, [rsp + 16]
  print_string r12
  newline
  sys read, 0, offset(buffer), 255
  print_string offset(buffer)
  newline
  exit
