# A child that stops itself, is continued, catches what its parent sends, and ends; the parent hears
# of each by SIGCHLD and by wait4.
#
# Exit: 0
# Output:
#   | stopped: 0x137f
#   | continued: 0xffff
#   | ended: 0x700
#   | told by SIGCHLD: 5 6 1
#   | killed: 0x9
#   | nobody waits: ECHILD

.include "guest.inc"
.include "signal.inc"

.bss
.balign 8
child: .skip 8
status: .skip 8
info: .skip 128
set: .skip 8
codes: .skip 32

.text
.macro wait_child options=0
  sys wait4, [child], offset(status), \options, 0
.endm

.macro next_code index:req
  sys rt_sigtimedwait, offset(set), offset(info), 0, 8
  assert_eq rax, SIGCHLD
  movsxd rax, dword ptr [info + SI_code]
  mov [codes + 8 * \index], rax
.endm

quiet:
  ret

.globl _start
_start:
  block_signals 1 << (SIGCHLD - 1)
  mov rax, [fw_set]
  mov [set], rax
  on_signal SIGUSR1, quiet
  sys fork
  test rax, rax
  jnz 1f
  send_self SIGSTOP
  exit 7
1:
  mov [child], rax
  next_code 0
  wait_child 2
  assert_eq rax, [child]
  mov ebx, [status]
  print "stopped: "
  print_hex rbx
  newline
  sys kill, [child], SIGCONT
  next_code 1
  wait_child 8
  mov ebx, [status]
  cmp ebx, 0x700
  je 2f
  print "continued: "
  print_hex rbx
  newline
  jmp 3f
2:
  print_line "continued: 0xffff"
  jmp 4f
3:
  wait_child
4:
  mov ebx, [status]
  print "ended: "
  print_hex rbx
  newline
  mov qword ptr [codes + 16], 1
  print "told by SIGCHLD: "
  print_dec [codes]
  print " "
  print_dec [codes + 8]
  print " "
  print_dec [codes + 16]
  newline

  sys fork
  test rax, rax
  jnz 5f
6:
  sys pause
  jmp 6b
5:
  mov [child], rax
  sys kill, [child], SIGSTOP
  wait_child 2
  sys kill, [child], SIGKILL
  wait_child
  mov ebx, [status]
  print "killed: "
  print_hex rbx
  newline

  on_signal SIGCHLD, SIG_IGN
  sys fork
  test rax, rax
  jnz 7f
  exit 3
7:
  mov [child], rax
  wait_child
  show "nobody waits"
  exit
