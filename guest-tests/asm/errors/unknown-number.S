# System-call numbers that no Linux has are ENOSYS.
#
# Exit: 0
# Output:
#   | 400: ENOSYS
#   | 5000: ENOSYS
#   | 100000: ENOSYS
#   | 2147483647: ENOSYS
#   | -1: ENOSYS

.include "guest.inc"
.set SYS_400, 400
.set SYS_5000, 5000
.set SYS_100000, 100000
.set SYS_largest, 0x7fffffff
.text
.globl _start
_start:
  sys 400
  show "400"
  sys 5000
  show "5000"
  sys 100000
  show "100000"
  sys largest
  show "2147483647"
  mov rax, -1
  syscall
  show "-1"
  exit
