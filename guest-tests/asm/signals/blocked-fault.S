# An exception whose signal is blocked ends the process, handler or not.
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
  on_signal SIGSEGV, handler
  block_signals 1 << (SIGSEGV - 1)
  print_line "before"
  xor ebx, ebx
  mov [rbx], rax
  fail "not reached"
