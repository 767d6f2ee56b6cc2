# Loading an interrupt descriptor table in ring 3: #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  sub rsp, 16
  lidt [rsp]
  print_line "after"
  exit
