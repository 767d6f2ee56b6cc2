# TITLE: The reader waits for a board that comes late, is sized late, and is filled late
# RUN: test
# WITH: reader.S
# EXPECT-OUT[reader]: 900 numbers, sum 2839050
# SEED: 2
# QUANTUM: 100
# BUDGET: 100K

.set NUMBER_COUNT, 900
.set LATE, 40
.include "the-writer.inc"
