# Exits with status 3.

.include "guest.inc"

.text
.globl _start
_start:
  exit 3
