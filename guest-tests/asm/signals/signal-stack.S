# A handler with SA_ONSTACK runs on the other stack, and its return leaves it: also when the usual
# stack has no room for a frame.
#
# Exit: 0
# Output:
#   | on the other stack: 1
#   | changed while in use: EPERM
#   | used behind: 1
#   | state behind: 0
#   | too small: ENOMEM
#   | unknown flags: EINVAL
#   | disabled: 2

.include "guest.inc"
.include "signal.inc"

.set STACK_SIZE, 32768

.bss
.balign 16
stack: .skip STACK_SIZE
.balign 8
description: .skip 24
found: .skip 24
back: .skip 8
ran: .skip 16

.text
handler:
  mov rbx, rsp
  sub rbx, offset stack
  xor ecx, ecx
  cmp rbx, STACK_SIZE
  setb cl
  print "on the other stack: "
  print_dec rcx
  newline
  sys sigaltstack, offset(description), 0
  show "changed while in use"
  ret

overflow:
  inc qword ptr [ran]
  mov rax, [back]
  mov [rdx + UC_rip], rax
  mov rax, [ran + 8]
  mov [rdx + UC_rsp], rax
  ret

.globl _start
_start:
  mov qword ptr [description], offset stack
  mov qword ptr [description + 16], STACK_SIZE
  sys sigaltstack, offset(description), 0
  assert_ok
  on_signal SIGUSR1, handler, SA_ONSTACK
  send_self SIGUSR1
  on_signal SIGSEGV, overflow, SA_ONSTACK|SA_SIGINFO
  lea rax, [rip + 1f]
  mov [back], rax
  mov rbp, rsp
  mov [ran + 8], rsp
  mov rsp, 0x1000
  push rax
1:
  assert_eq rsp, rbp
  print "used behind: "
  print_dec [ran]
  newline
  sys sigaltstack, 0, offset(found)
  mov eax, [found + 8]
  print "state behind: "
  print_dec rax
  newline
  mov qword ptr [description + 16], 2047
  sys sigaltstack, offset(description), 0
  show "too small"
  mov dword ptr [description + 8], 4
  sys sigaltstack, offset(description), 0
  show "unknown flags"
  mov dword ptr [description + 8], SS_DISABLE
  sys sigaltstack, offset(description), 0
  sys sigaltstack, 0, offset(found)
  mov eax, [found + 8]
  print "disabled: "
  print_dec rax
  newline
  exit

