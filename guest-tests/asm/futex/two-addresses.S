# One word of an object, mapped at two addresses, is one futex: a child waits at one, its parent
# wakes it at the other. What a fork copied is not.
#
# Exit: 0
# Output:
#   | wake of a copy: 0
#   | wake of the other mapping: 1
#   | wake when nobody waits: 0
#   | child: 7

.include "guest.inc"
shm_name object, "/fw-futex-two-addresses"
.set FUTEX_WAIT, 0
.set FUTEX_WAKE, 1

.bss
.balign 8
status: .skip 8
copied: .skip 8

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r13, rax
  assert_ne r12, r13
  sys fork
  assert_ok
  test rax, rax
  jz child
  mov r14, rax
1:                                      # until the child is in its wait
  sys futex, offset(copied), FUTEX_WAKE, 1
  mov r15, rax
  sys futex, r13, FUTEX_WAKE, 1
  test rax, rax
  jz 1b
  mov rbp, rax
  print "wake of a copy: "
  print_dec r15
  newline
  print "wake of the other mapping: "
  print_dec rbp
  newline
  sys futex, r13, FUTEX_WAKE, 1
  mov rbp, rax
  print "wake when nobody waits: "
  print_dec rbp
  newline
  sys wait4, r14, offset(status), 0, 0
  assert_eq rax, r14
  print "child: "
  movzx eax, byte ptr [status + 1]
  print_dec rax
  newline
  shm_unlink object
  exit
child:
  sys futex, r12, FUTEX_WAIT, 0, 0
  assert_eq rax, 0
  exit 7
