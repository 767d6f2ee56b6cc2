# TITLE: Your ring_put under many schedules: no value is seen before it is there
# RUN: consumer 0
# WITH: producer=put.S 1
# EXPECT-OUT: 120 values came, each in its order
# SEED: 1..50
# QUANTUM: 7
# BUDGET: 100K

.set RING_PLACES, 3
.set VALUES, 120
.set PRODUCERS, 1
.set LATE_CONSUMER, 60
.set LATE_PRODUCER, 0

.macro PUT
  ring_call ring_put
.endm
.macro GET
  mov rdi, rbp
  call reference_get
.endm

.include "stream.inc"
.include "reference.inc"
