# A jump to the stack, which is not executable (ld -z noexecstack).
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov eax, 0xc3                         # ret
  push rax
  call rsp
  print_line "after"
  exit
