# vfork lends the child the parent's memory, and the parent waits until the child has ended.
#
# Exit: 0
# Output:
#   | the child has changed the parent's memory

.include "guest.inc"
.data
mark: .quad 0

.text
.globl _start
_start:
  sys vfork
  assert_ok
  test rax, rax
  jnz parent
  mov qword ptr [mark], 5
  sys exit, 0
parent:
  mov rbx, rax
  mov rax, [mark]
  assert_eq rax, 5
  sys wait4, rbx, 0, 0, 0
  assert_eq rax, rbx
  print_line "the child has changed the parent's memory"
  exit
