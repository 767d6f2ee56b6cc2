# A child has what its parent had at the fork; private memory is copied by whoever stores first.
#
# Exit: 0
# Output:
#   | the parent has its own page and sees the shared one

.include "guest.inc"
.data
private: .quad 1
status: .long 0

.text
.globl _start
_start:
  sys mmap, 0, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0
  assert_ok
  mov rbx, rax
  mov qword ptr [rbx], 10
  sys fork
  assert_ok
  test rax, rax
  jz child

  mov r12, rax
  sys wait4, r12, offset(status), 0, 0
  assert_eq rax, r12
  mov eax, [status]
  assert_eq rax, 7<<8
  mov rax, [private]
  assert_eq rax, 1
  mov rax, [rbx]
  assert_eq rax, 11
  sys wait4, -1, 0, 0, 0
  assert_errno ECHILD
  print_line "the parent has its own page and sees the shared one"
  exit

child:
  mov rax, [private]
  assert_eq rax, 1
  mov qword ptr [private], 2
  mov rax, [private]
  assert_eq rax, 2
  inc qword ptr [rbx]
  exit 7
