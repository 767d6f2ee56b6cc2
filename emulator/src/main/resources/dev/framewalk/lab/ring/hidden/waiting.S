# TITLE: Who waits gives its turn away
# RUN: consumer 0
# WITH: producer=waiting.S 1
# EXPECT-OUT: 400 values came, each in its order
# SEED: 1..2
# QUANTUM: 50000
# BUDGET: 500K

.set RING_PLACES, 4
.set VALUES, 400
.set PRODUCERS, 1
.set LATE_CONSUMER, 0
.set LATE_PRODUCER, 0

.macro PUT
  ring_call ring_put
.endm
.macro GET
  ring_call ring_get
.endm

.include "stream.inc"
