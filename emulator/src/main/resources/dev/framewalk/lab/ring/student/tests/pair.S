# TITLE: A producer and a consumer, your ring between them
# RUN: consumer 0
# WITH: producer=pair.S 1
# EXPECT-OUT: 200 values came, each in its order
# SEED: 1..2
# QUANTUM: 5000
# BUDGET: 100K

.set RING_PLACES, 8
.set VALUES, 200
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
