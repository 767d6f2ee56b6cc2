# A handler ends a wait with EINTR, or lets it begin again; what is ignored does not disturb, and
# rt_sigtimedwait takes what is blocked.
#
# Exit: 0
# Output:
#   | pause: EINTR, handlers: 1
#   | sigsuspend: EINTR, handlers: 2, blocked again: 0x2000
#   | sigtimedwait, none: EAGAIN
#   | sigtimedwait, pending: 10
#   | sigtimedwait, by a timer: 14
#   | left of an alarm: 100
#   | timer: 3 times or more: 1

.include "guest.inc"
.include "signal.inc"

.bss
.balign 8
handlers: .skip 8
set: .skip 8
time: .skip 32
before: .skip 8

.text
handler:
  inc qword ptr [handlers]
  ret

.macro shoot micros:req, again=0
  mov qword ptr [time], 0
  mov qword ptr [time + 8], \again
  mov qword ptr [time + 16], 0
  mov qword ptr [time + 24], \micros
  sys setitimer, 0, offset(time), 0
  assert_ok
.endm

.globl _start
_start:
  on_signal SIGALRM, handler
  on_signal SIGUSR2, SIG_IGN
  shoot 20000
  send_self SIGUSR2
  sys pause
  print "pause: "
  call fw_put_result
  print ", handlers: "
  print_dec [handlers]
  newline

  block_signals 1 << (SIGALRM - 1)
  mov qword ptr [set], 0
  shoot 20000
  sys rt_sigsuspend, offset(set), 8
  mov rbx, rax
  sys rt_sigprocmask, SIG_BLOCK, 0, offset(before), 8
  mov rax, rbx
  print "sigsuspend: "
  call fw_put_result
  print ", handlers: "
  print_dec [handlers]
  print ", blocked again: "
  print_hex [before]
  newline

  mov qword ptr [set], (1 << (SIGUSR1 - 1)) | (1 << (SIGALRM - 1))
  mov qword ptr [time], 0
  mov qword ptr [time + 8], 1000000
  sys rt_sigtimedwait, offset(set), 0, offset(time), 8
  show "sigtimedwait, none"
  block_signals (1 << (SIGUSR1 - 1)) | (1 << (SIGALRM - 1))
  send_self SIGUSR1
  sys rt_sigtimedwait, offset(set), 0, 0, 8
  show "sigtimedwait, pending"
  shoot 20000
  sys rt_sigtimedwait, offset(set), 0, 0, 8
  show "sigtimedwait, by a timer"
  sys alarm, 100
  sys alarm, 0
  print "left of an alarm: "
  print_dec rax
  newline

  block_signals 0
  mov qword ptr [handlers], 0
  shoot 1000, 1000
1:
  cmp qword ptr [handlers], 3
  jb 1b
  shoot 0
  mov rbx, [handlers]
  xor ecx, ecx
  cmp rbx, 3
  setae cl
  print "timer: 3 times or more: "
  print_dec rcx
  newline
  exit
