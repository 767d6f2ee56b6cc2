# Every answer of munmap(2); one that is refused unmaps nothing.
#
# Exit: 0
# Output:
#   | address no multiple of the page size: EINVAL
#   | length 0: EINVAL
#   | in the kernel half: EINVAL
#   | across the end of the user half: EINVAL
#   | the whole address space: EINVAL
#   | length that wraps: EINVAL
#   | length that wraps to 0: EINVAL
#   | non-canonical address: EINVAL
#   | nothing is mapped there: 0
#   | the mapping is still there: 7
#   | one byte of the page: 0
#   | again: 0
#   | a range with a hole: 0
#   | it is free again: ok

.include "guest.inc"

.set BASE, 0x10000000

.text
.globl _start
_start:
  sys mmap, BASE, 4*PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0
  assert_eq rax, BASE
  mov qword ptr [BASE], 7
  sys munmap, BASE+1, PAGE_SIZE
  show "address no multiple of the page size"
  sys munmap, BASE, 0
  show "length 0"
  sys munmap, 0xffff800000000000, PAGE_SIZE
  show "in the kernel half"
  sys munmap, 0x7fffffffe000, 4*PAGE_SIZE
  show "across the end of the user half"
  sys munmap, 0, -1
  show "the whole address space"
  sys munmap, BASE, -PAGE_SIZE
  show "length that wraps"
  sys munmap, BASE, -1
  show "length that wraps to 0"
  sys munmap, 0x8000000000000000, PAGE_SIZE
  show "non-canonical address"
  sys munmap, 0x20000000, PAGE_SIZE
  show "nothing is mapped there"
  mov rax, [BASE]
  show "the mapping is still there"
  sys munmap, BASE+PAGE_SIZE, 1
  show "one byte of the page"
  sys munmap, BASE+PAGE_SIZE, 1
  show "again"
  sys munmap, BASE, 4*PAGE_SIZE
  show "a range with a hole"
  sys mmap, BASE, 4*PAGE_SIZE, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED_NOREPLACE, -1, 0
  show_ok "it is free again"
  exit
