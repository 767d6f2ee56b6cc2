# x86 has no write-only pages: a mapping with PROT_WRITE alone can be read as well.
#
# Exit: 0
# Output:
#   | stored and loaded: 5

.include "guest.inc"

.text
.globl _start
_start:
  map_anonymous PAGE_SIZE, PROT_WRITE
  assert_ok
  mov r12, rax
  mov qword ptr [r12], 5
  mov rax, [r12]
  show "stored and loaded"
  exit
