# TITLE: The writer waits for a reader that comes late
# RUN: test
# WITH: writer.S 900
# EXPECT-OUT[writer]: wrote 900, sum 243405150
# SEED: 2
# QUANTUM: 100
# BUDGET: 100K

.set NUMBER_COUNT, 900
.set LATE, 120
.include "the-reader.inc"
