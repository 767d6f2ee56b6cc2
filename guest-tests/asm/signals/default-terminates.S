# A signal that nobody cares for ends the process; those that are ignored by default do not.
#
# Exit: 143 (SIGTERM)
# Output:
#   | ignored by default

.include "guest.inc"
.include "signal.inc"

.text
.globl _start
_start:
  send_self SIGCHLD
  send_self SIGURG
  send_self SIGWINCH
  send_self SIGCONT
  print_line "ignored by default"
  send_self SIGTERM
  fail "not reached"
