# A handler runs once for a signal that the process sends itself, and everything is as before.
#
# Exit: 0
# Output:
#   | signal 10, code 0, from itself: 1
#   | rsp modulo 16 at entry: 8
#   | direction flag at entry: 0
#   | kill: 0
#   | handler ran: 1

.include "guest.inc"
.include "signal.inc"

.bss
.balign 8
ran: .skip 8
pid: .skip 8
entry: .skip 8
flags: .skip 8
number: .skip 8

.text
handler:
  mov [entry], rsp
  pushfq
  pop qword ptr [flags]
  cld
  inc qword ptr [ran]
  mov [number], rdi
  mov ebx, [rsi + SI_code]
  mov ecx, [rsi + SI_pid]
  xor eax, eax
  cmp rcx, [pid]
  sete al
  mov r12, rax
  movsxd rbx, ebx
  print "signal "
  print_dec [number]
  print ", code "
  print_dec rbx
  print ", from itself: "
  print_dec r12
  newline
  mov rbx, [entry]
  and ebx, 15
  print "rsp modulo 16 at entry: "
  print_dec rbx
  newline
  mov rbx, [flags]
  shr ebx, 10
  and ebx, 1
  print "direction flag at entry: "
  print_dec rbx
  newline
  mov ebx, -1
  mov r12, -1
  mov r15, -1
  xor r8d, r8d
  ret

.globl _start
_start:
  sys getpid
  mov [pid], rax
  on_signal SIGUSR1, handler, SA_SIGINFO
  assert_ok
  mov rbx, 0x1111
  mov r12, 0x2222
  mov r15, 0x3333
  mov rbp, rsp
  mov qword ptr [rsp - 8], 0x77      # the red zone
  mov qword ptr [rsp - 128], 0x88
  std
  send_self SIGUSR1
  pushfq
  cld
  pop rcx
  mov [flags], rcx
  show "kill"
  assert_eq rbx, 0x1111
  assert_eq r12, 0x2222
  assert_eq r15, 0x3333
  assert_eq rbp, rsp
  assert_eq [rsp - 128], 0x88
  mov rcx, [flags]
  and ecx, 0x400
  assert_eq rcx, 0x400
  print "handler ran: "
  print_dec [ran]
  newline
  exit
