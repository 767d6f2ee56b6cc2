# COUNT times: forks a process that has touched 64 MiB, page by page, and waits for the child, which
# ends at once.
#
# Run: fork-large COUNT (10).
#
# Exit: 0
# Output:
#   | children that did not end well: 0

.include "guest.inc"
.include "children.inc"
.set SIZE, 64 << 20
.set MADV_NOHUGEPAGE, 15

.text
.globl _start
_start:
  number_argument 1, 10
  mov rbp, rax
  map_anonymous SIZE, PROT_READ|PROT_WRITE
  assert_ok
  mov r12, rax
  # 16,384 entries, also where Linux would rather have 32; who has no large pages may refuse.
  sys madvise, r12, SIZE, MADV_NOHUGEPAGE
  lea rcx, [r12 + SIZE]
  mov rax, r12
1:
  mov [rax], rcx
  add rax, PAGE_SIZE
  cmp rax, rcx
  jb 1b
  fork_and_wait rbp
  report_children
