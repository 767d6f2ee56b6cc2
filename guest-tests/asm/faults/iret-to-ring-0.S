# iretq to a code segment of ring 0: #GP. Nobody gets there by returning.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov ebx, offset 1f
  mov rcx, rsp
  mov edx, ss
  push rdx
  push rcx
  pushfq
  push 0x10                             # the kernel code selector of Linux
  push rbx
  iretq
1:
  print_line "after"
  exit
