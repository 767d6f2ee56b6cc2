# rt_sigreturn without a frame is SIGSEGV.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"
.include "signal.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rsp, 0x1000
  sys rt_sigreturn
  exit
