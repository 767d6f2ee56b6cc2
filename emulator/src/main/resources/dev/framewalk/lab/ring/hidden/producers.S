# TITLE: Three producers under many schedules
# RUN: consumer 0
# WITH: producer-1=producers.S 1
# WITH: producer-2=producers.S 2
# WITH: producer-3=producers.S 3
# EXPECT-OUT: 150 values came, each in its order
# SEED: 1..50
# QUANTUM: 7
# BUDGET: 100K

.set RING_PLACES, 3
.set VALUES, 50
.set PRODUCERS, 3
.set LATE_CONSUMER, 3
.set LATE_PRODUCER, 25
.set AWAY_EVERY, 4

.macro PUT
  ring_call ring_put_shared
.endm
.macro GET
  mov rdi, rbp
  call reference_get
.endm

.include "stream.inc"
.include "reference.inc"
