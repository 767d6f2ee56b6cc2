# mprotect across a hole says ENOMEM, but what lies before the hole has been changed by then: as
# Linux does it, and as a program can find out only by touching it.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | across the hole: ENOMEM
#   | behind the hole, a store: 5
#   | now storing before the hole

.include "guest.inc"
.set BASE, 0x10000000

.text
.globl _start
_start:
  sys mmap, BASE, 3*PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0
  assert_eq rax, BASE
  sys munmap, BASE+PAGE_SIZE, PAGE_SIZE
  assert_eq rax, 0
  sys mprotect, BASE, 3*PAGE_SIZE, PROT_READ
  show "across the hole"
  mov qword ptr [BASE + 2 * PAGE_SIZE], 5
  mov rax, [BASE + 2 * PAGE_SIZE]
  show "behind the hole, a store"
  print_line "now storing before the hole"
  mov qword ptr [BASE], 6
  fail "the store did not fault"
