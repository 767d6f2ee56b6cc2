# A task that clone makes with CLONE_VM and CLONE_THREAD shares memory, and ends alone.
#
# Exit: 3
# Output:
#   | the thread has been there

.include "guest.inc"
.set THREAD_FLAGS, 0x100 | 0x200 | 0x400 | 0x800 | 0x10000
.data
mark: .quad 0
.bss
.balign 16
stack: .skip 4096
stack_top:

.text
.globl _start
_start:
  sys clone, THREAD_FLAGS, offset(stack_top), 0, 0, 0
  assert_ok
  test rax, rax
  jz thread
1:
  sys sched_yield
  cmp qword ptr [mark], 1
  jne 1b
  print_line "the thread has been there"
  exit 3

thread:
  mov qword ptr [mark], 1
  sys exit, 9
