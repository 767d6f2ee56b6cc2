# COUNT times: forks, executes this program again in the child, and waits for it; without an
# argument it ends at once.
#
# Run: fork-exec COUNT (100).
#
# Exit: 0
# Output:
#   | children that did not end well: 0

.include "guest.inc"
.include "children.inc"

.text
.globl _start
_start:
  cmp qword ptr [rsp], 1
  je 9f
  number_argument 1, 100
  mov rbp, rax
  fork_and_wait rbp, execute_self
  report_children
9:
  sys exit_group, 0

execute_self:
  sys execve, offset(itself), offset(arguments), offset(environment)
  sys exit_group, 127

.data
itself: .asciz "/proc/self/exe"
.balign 8
arguments: .quad itself, 0
environment: .quad 0
