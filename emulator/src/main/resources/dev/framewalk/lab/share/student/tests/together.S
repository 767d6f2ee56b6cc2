# TITLE: The reader adds up what the writer wrote
# RUN: onlooker
# WITH: writer.S 200
# WITH: reader.S
# EXPECT-OUT[writer]: wrote 200, sum 2686700
# EXPECT-OUT[reader]: 200 numbers, sum 2686700
# SEED: 1..2
# QUANTUM: 100
# BUDGET: 100K

# It only takes turns, so that the two do not run alone.
.include "guest.inc"
.include "partner.inc"
.text
.globl _start
_start:
  idle 20
  exit
