# COUNT pages are copied because a child stores to them after fork(2): 4,096 pages a child, which
# stores one byte to each.
#
# Run: copy-on-write COUNT (8192). COUNT is a multiple of 4,096.
#
# Exit: 0
# Output:
#   | children that did not end well: 0

.include "guest.inc"
.include "children.inc"
.set PAGES, 4096
.set MADV_NOHUGEPAGE, 15

.text
.globl _start
_start:
  number_argument 1, 8192
  mov rbp, rax
  shr rbp, 12
  map_anonymous PAGES*PAGE_SIZE, PROT_READ|PROT_WRITE
  assert_ok
  mov r12, rax
  sys madvise, r12, PAGES*PAGE_SIZE, MADV_NOHUGEPAGE
  call touch
  fork_and_wait rbp, copy
  cmp byte ptr [r12 + 5], 1
  je 1f
  fail "a child's store reached its parent"
1:
  report_children

copy:
  call touch
  sys exit_group, 0

# Stores to every page one more than is there.
touch:
  mov ecx, PAGES
  lea rax, [r12 + 5]
1:
  inc byte ptr [rax]
  add rax, PAGE_SIZE
  loop 1b
  ret
