# Waits at a futex that nobody wakes: where nobody else runs, a deadlock.

.include "guest.inc"
.set FUTEX_WAIT, 0

.bss
.balign 8
turn: .skip 8

.text
.globl _start
_start:
  sys futex, offset(turn), FUTEX_WAIT, 0, 0
  exit
