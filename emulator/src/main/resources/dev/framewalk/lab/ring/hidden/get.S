# TITLE: Your ring_get under many schedules: no place is given back before it is read
# RUN: consumer 0
# WITH: producer=get.S 1
# EXPECT-OUT: 120 values came, each in its order
# SEED: 1..50
# QUANTUM: 7
# BUDGET: 100K

.set RING_PLACES, 2
.set VALUES, 120
.set PRODUCERS, 1
.set LATE_CONSUMER, 0
.set LATE_PRODUCER, 60

.macro PUT
  mov rdi, rbp
  call reference_put
.endm
.macro GET
  ring_call ring_get
.endm

.include "stream.inc"
.include "reference.inc"
