# A program that unmaps its own stack and then pushes.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rbx, rsp
  and rbx, -PAGE_SIZE
  lea rdi, [rbx - 16 * PAGE_SIZE]
  sys munmap, rdi, 64*PAGE_SIZE
  push rax
  print_line "after"
  exit
