# TITLE: Your writer beside the instructor's reader
# RUN: test
# WITH: writer.S 400
# EXPECT-OUT[writer]: wrote 400, sum 21413400
# SEED: 1
# QUANTUM: 100
# BUDGET: 100K

.set NUMBER_COUNT, 400
.set LATE, 8
.include "the-reader.inc"
