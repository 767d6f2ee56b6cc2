# sysret in ring 3: #GP.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov ecx, offset _start
  mov r11d, 0x202
  sysretq
  print_line "after"
  exit
