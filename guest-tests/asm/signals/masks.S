# What is blocked waits, standard signals once and real-time ones each in their order; a handler's
# own signal and its mask are blocked while it runs.
#
# Exit: 0
# Output:
#   | pending: 0x200000a00
#   | handled: 10 12 34/1 34/2 34/3
#   | nested: 12 began, 10 waited, 12 ended, 10 ran
#   | reset: 1

.include "guest.inc"
.include "signal.inc"

.bss
.balign 8
pending: .skip 8
info: .skip 128
depth: .skip 8

.text
show_one:
  mov rbx, rdi
  mov rcx, rsi
  print " "
  print_dec rbx
  cmp ebx, SIGRT
  jne 1f
  movsxd rcx, dword ptr [rcx + SI_value]
  print "/"
  print_dec rcx
1:
  ret

outer:
  print " 12 began,"
  send_self SIGUSR1
  print " 10 waited,"
  print " 12 ended,"
  ret

inner:
  print " 10 ran"
  ret

.globl _start
_start:
  on_signal SIGUSR1, show_one, SA_SIGINFO, -1
  on_signal SIGUSR2, show_one, SA_SIGINFO, -1
  on_signal SIGRT, show_one, SA_SIGINFO, -1
  block_signals (1 << (SIGUSR1 - 1)) | (1 << (SIGUSR2 - 1)) | (1 << (SIGRT - 1))
  assert_ok
  mov r14d, 1
1:
  mov dword ptr [info + SI_code], -1
  mov [info + SI_value], r14
  sys getpid
  sys rt_sigqueueinfo, rax, SIGRT, offset(info)
  assert_ok
  inc r14d
  cmp r14d, 3
  jbe 1b
  send_self SIGUSR2
  send_self SIGUSR1
  send_self SIGUSR1
  sys rt_sigpending, offset(pending), 8
  assert_ok
  print "pending: "
  print_hex [pending]
  newline
  print "handled:"
  block_signals 0
  newline

  on_signal SIGUSR1, inner
  on_signal SIGUSR2, outer, 0, 1 << (SIGUSR1 - 1)
  print "nested:"
  send_self SIGUSR2
  newline
  on_signal SIGUSR1, inner, SA_RESETHAND
  print "reset:"
  sys rt_sigaction, SIGUSR1, 0, offset(info), 8
  mov qword ptr [info], 1
  on_signal SIGUSR1, quiet, SA_RESETHAND
  send_self SIGUSR1
  sys rt_sigaction, SIGUSR1, 0, offset(info), 8
  xor eax, eax
  cmp qword ptr [info], 0
  sete al
  print " "
  print_dec rax
  newline
  exit

quiet:
  ret
