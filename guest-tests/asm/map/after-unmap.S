# A load from a page that has just been unmapped faults, although it was in use a moment ago and
# its translation is in the TLB.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | mapped: 5
#   | unmapped: 0

.include "guest.inc"

.text
.globl _start
_start:
  map_anonymous 3*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12 + PAGE_SIZE], 5
  mov rax, [r12 + PAGE_SIZE]
  show "mapped"
  lea rdi, [r12 + PAGE_SIZE]
  sys munmap, rdi, PAGE_SIZE
  show "unmapped"
  mov rax, [r12 + PAGE_SIZE]
  fail "the load did not fault"
