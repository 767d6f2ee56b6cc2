# COUNT times: forks a process of a few pages and waits for the child, which ends at once.
#
# Run: fork-small COUNT (100).
#
# Exit: 0
# Output:
#   | children that did not end well: 0

.include "guest.inc"
.include "children.inc"

.text
.globl _start
_start:
  number_argument 1, 100
  mov rbp, rax
  fork_and_wait rbp
  report_children
