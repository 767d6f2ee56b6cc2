# TITLE: Your reader beside the instructor's writer
# RUN: test
# WITH: reader.S
# EXPECT-OUT[reader]: 12 numbers, sum 558
# SEED: 1
# QUANTUM: 100
# BUDGET: 100K

.set NUMBER_COUNT, 12
.set LATE, 20
.include "the-writer.inc"
