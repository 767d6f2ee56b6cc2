# A program that unmaps the page that it is running in: the fetch behind the system call faults.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  flush
  mov edi, offset _start
  and rdi, -PAGE_SIZE
  sys munmap, rdi, 16*PAGE_SIZE
  print_line "after"
  exit
