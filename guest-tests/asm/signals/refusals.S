# What the calls on signals refuse.
#
# Exit: 0
# Output:
#   | kill, no such process: ESRCH
#   | kill, no such signal: EINVAL
#   | kill, nothing sent: 0
#   | tgkill, no number: EINVAL
#   | tgkill, another process: ESRCH
#   | tkill, no such task: ESRCH
#   | rt_sigaction, size: EINVAL
#   | rt_sigaction, SIGKILL: EINVAL
#   | rt_sigaction, SIGSTOP read: 0
#   | rt_sigaction, address: EFAULT
#   | rt_sigprocmask, how: EINVAL
#   | rt_sigprocmask, how of nothing: 0
#   | rt_sigprocmask, address: EFAULT
#   | SIGKILL cannot be blocked: 0x3ffff
#   | rt_sigpending, size: EINVAL
#   | rt_sigsuspend, size: EINVAL
#   | rt_sigtimedwait, time: EINVAL
#   | rt_sigqueueinfo, as kill to another: EPERM
#   | setitimer, which: EINVAL
#   | setitimer, value: EINVAL

.include "guest.inc"
.include "signal.inc"

.bss
.balign 8
place: .skip 128
pid: .skip 8

.text
.globl _start
_start:
  sys getpid
  mov [pid], rax
  sys kill, 0x3fffff, 0
  show "kill, no such process"
  sys kill, [pid], 65
  show "kill, no such signal"
  sys kill, [pid], 0
  show "kill, nothing sent"
  sys tgkill, 0, [pid], 0
  show "tgkill, no number"
  sys tgkill, 1, [pid], 0
  show "tgkill, another process"
  sys tkill, 0x3fffff, 0
  show "tkill, no such task"
  sys rt_sigaction, SIGUSR1, 0, offset(place), 4
  show "rt_sigaction, size"
  sys rt_sigaction, SIGKILL, offset(place), 0, 8
  show "rt_sigaction, SIGKILL"
  sys rt_sigaction, SIGSTOP, 0, offset(place), 8
  show "rt_sigaction, SIGSTOP read"
  sys rt_sigaction, SIGUSR1, 8, 0, 8
  show "rt_sigaction, address"
  sys rt_sigprocmask, 3, offset(place), 0, 8
  show "rt_sigprocmask, how"
  sys rt_sigprocmask, 3, 0, 0, 8
  show "rt_sigprocmask, how of nothing"
  sys rt_sigprocmask, SIG_SETMASK, 8, 0, 8
  show "rt_sigprocmask, address"
  block_signals 0x7ffff
  sys rt_sigprocmask, SIG_SETMASK, 0, offset(place), 8
  mov rbx, [place]
  and ebx, 0x3ffff | 1 << (SIGSTOP - 1) | 1 << (SIGKILL - 1)
  or ebx, 1 << (SIGKILL - 1)
  print "SIGKILL cannot be blocked: "
  print_hex rbx
  newline
  block_signals 0
  sys rt_sigpending, offset(place), 9
  show "rt_sigpending, size"
  sys rt_sigsuspend, offset(place), 4
  show "rt_sigsuspend, size"
  mov qword ptr [place + 16], 0
  mov qword ptr [place + 24], 1000000000
  sys rt_sigtimedwait, offset(place), 0, offset(place + 16), 8
  show "rt_sigtimedwait, time"
  mov dword ptr [place + SI_code], 0
  sys rt_sigqueueinfo, 0x3fffff, SIGUSR1, offset(place)
  show "rt_sigqueueinfo, as kill to another"
  mov qword ptr [place], 0
  mov qword ptr [place + 8], 0
  mov qword ptr [place + 16], 0
  mov qword ptr [place + 24], 0
  sys setitimer, 3, offset(place), 0
  show "setitimer, which"
  mov qword ptr [place + 24], 1000000
  sys setitimer, 0, offset(place), 0
  show "setitimer, value"
  exit
