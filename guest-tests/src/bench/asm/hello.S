# Says hello without libc.
#
# Run: hello.
#
# Exit: 0
# Output:
#   | hello

.include "guest.inc"

.text
.globl _start
_start:
  print_line "hello"
  exit
