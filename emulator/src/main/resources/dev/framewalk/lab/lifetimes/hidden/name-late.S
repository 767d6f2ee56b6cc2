# TITLE: Story 2 with a partner that comes late and stores other values
# RUN: partner
# WITH: lifetimes.S 2
# EXPECT-OUT[lifetimes]: name: old -7, new 31
# EXPECT-MAP[lifetimes]: [old] /fw-lifetimes-a+0 rw
# EXPECT-MAP[lifetimes]: [new] /fw-lifetimes-a+0 rw
# SEED: 3..4
# QUANTUM: 100
# BUDGET: 50K

.set STORY, 2
.set LATE, 200
.set FIRST, -7
.set SECOND, 31
.include "the-partner.inc"
