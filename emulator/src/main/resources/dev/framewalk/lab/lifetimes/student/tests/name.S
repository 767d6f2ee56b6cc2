# TITLE: Story 2: the name goes, the object stays
# RUN: partner
# WITH: lifetimes.S 2
# EXPECT-OUT[lifetimes]: name: old 3333, new 4444
# EXPECT-MAP[lifetimes]: [old] /fw-lifetimes-a+0 rw
# EXPECT-MAP[lifetimes]: [new] /fw-lifetimes-a+0 rw
# SEED: 1..2
# QUANTUM: 100
# BUDGET: 50K

.set STORY, 2
.set LATE, 10
.set FIRST, 3333
.set SECOND, 4444
.include "the-partner.inc"
