# Timers of timer_create(2): what their signals say, on which clocks they run, and what is refused.
#
# Exit: 0
# Output:
#   | first: 0, second: 1
#   | code -2, timer 1, value 77
#   | off again: 0
#   | overrun beyond the signal: 1
#   | on CPU time: 1
#   | no such timer: EINVAL
#   | no such clock: EINVAL
#   | no such signal: EINVAL

.include "guest.inc"
.include "signal.inc"

.bss
.balign 8
event: .skip 64
id: .skip 8
time: .skip 32
info: .skip 128
set: .skip 8
ran: .skip 8
now: .skip 16

.text
handler:
  inc qword ptr [ran]
  ret

.globl _start
_start:
  block_signals 1 << (SIGUSR1 - 1)
  mov rax, [fw_set]
  mov [set], rax
  sys timer_create, 1, 0, offset(id)
  assert_ok
  mov ebx, [id]
  mov dword ptr [event], 77
  mov dword ptr [event + 8], SIGUSR1
  sys timer_create, 1, offset(event), offset(id)
  assert_ok
  mov ecx, [id]
  print "first: "
  print_dec rbx
  print ", second: "
  print_dec rcx
  newline
  mov qword ptr [time + 24], 5000000
  sys timer_settime, [id], 0, offset(time), 0
  assert_ok
  sys rt_sigtimedwait, offset(set), offset(info), 0, 8
  assert_eq rax, SIGUSR1
  movsxd rbx, dword ptr [info + SI_code]
  print "code "
  print_dec rbx
  mov ebx, [info + SI_timerid]
  print ", timer "
  print_dec rbx
  mov ebx, [info + SI_value]
  print ", value "
  print_dec rbx
  newline
  sys timer_gettime, [id], offset(time)
  assert_ok
  mov rbx, [time + 24]
  print "off again: "
  print_dec rbx
  newline

  mov qword ptr [time + 8], 1000000
  mov qword ptr [time + 24], 1000000
  sys timer_settime, [id], 0, offset(time), 0
  assert_ok
  mov qword ptr [now], 0
  mov qword ptr [now + 8], 30000000
  sys nanosleep, offset(now), 0
  sys rt_sigtimedwait, offset(set), offset(info), 0, 8
  assert_eq rax, SIGUSR1
  sys timer_getoverrun, [id]
  xor ecx, ecx
  cmp rax, 15
  setae cl
  print "overrun beyond the signal: "
  print_dec rcx
  newline
  sys timer_delete, [id]
  assert_ok

  on_signal SIGUSR1, handler
  block_signals 0
  sys timer_create, 2, offset(event), offset(id)
  assert_ok
  mov qword ptr [time + 8], 0
  mov qword ptr [time + 24], 3000000
  sys timer_settime, [id], 0, offset(time), 0
  assert_ok
1:
  cmp qword ptr [ran], 0
  je 1b
  print "on CPU time: "
  print_dec [ran]
  newline
  sys timer_gettime, 99, offset(time)
  show "no such timer"
  sys timer_create, 77, offset(event), offset(id)
  show "no such clock"
  mov dword ptr [event + 8], 65
  sys timer_create, 1, offset(event), offset(id)
  show "no such signal"
  exit
