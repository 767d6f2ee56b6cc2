# A stack used far below its start at once (a large local array) rather than page by page.
#
# Exit: 0
# Output:
#   | bottom of a frame of 1 MiB: 0
#   | stored and loaded there: 5

.include "guest.inc"

.text
.globl _start
_start:
  sub rsp, 1 << 20
  mov rax, [rsp]
  show "bottom of a frame of 1 MiB"
  mov qword ptr [rsp], 5
  mov rax, [rsp]
  show "stored and loaded there"
  exit
