# RUN: slip
# EXPCT-OUT: one

.include "guest.inc"

.text
.globl _start
_start:
  exit
