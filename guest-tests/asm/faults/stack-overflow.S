# A recursion without end: the stack grows to its limit (8 MiB) and then faults.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  call recurse
recurse:
  call recurse
  print_line "after"
  exit
