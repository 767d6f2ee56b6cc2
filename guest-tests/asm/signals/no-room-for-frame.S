# A frame that cannot be written ends the process with SIGSEGV, though SIGUSR1 was sent.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"
.include "signal.inc"

.text
handler:
  fail "the handler ran"

.globl _start
_start:
  on_signal SIGUSR1, handler
  print_line "before"
  sys getpid
  mov rdi, rax
  mov rsp, 0x1000
  mov esi, SIGUSR1
  mov eax, SYS_kill
  syscall
  exit
