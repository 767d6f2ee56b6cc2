# The stack grows as it is used, downwards a page at a time to 4 MiB here, and what was pushed is
# found again.
#
# Exit: 0
# Output:
#   | pushed: 524288
#   | popped in order: 524288

.include "guest.inc"
.set COUNT, (4 << 20) / 8

.text
.globl _start
_start:
  xor eax, eax
1:
  push rax
  inc eax
  cmp eax, COUNT
  jb 1b
  print "pushed: "
  print_dec rax
  newline
  xor ebx, ebx
2:
  dec eax
  js 4f
  pop rcx
  cmp ecx, eax
  jne 2b
  inc ebx
  jmp 2b
4:
  print "popped in order: "
  print_dec rbx
  newline
  exit
