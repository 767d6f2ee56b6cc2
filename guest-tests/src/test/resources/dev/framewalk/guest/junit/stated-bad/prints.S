# RUN: prints
# EXPECT-OUT: one
# EXPECT-OUT: two
# SEED: 7
# HINT: count from one

.include "guest.inc"

.text
.globl _start
_start:
  print_line "one"
  print_line "three"
  exit
