# A load from the last page of the user half, which is never mapped, by an access that begins there
# and ends in the non-canonical hole.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov rbx, 0x7ffffffffffc
  mov rax, [rbx]
  print_line "after"
  exit
