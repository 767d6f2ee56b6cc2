# TITLE: Story 1: the descriptor goes, the mapping stays
# RUN: partner
# WITH: lifetimes.S 1
# EXPECT-OUT[lifetimes]: descriptor: 2222
# EXPECT-MAP[lifetimes]: [old] /fw-lifetimes-a+0 rw
# SEED: 1..2
# QUANTUM: 100
# BUDGET: 50K

.set STORY, 1
.set LATE, 10
.set FIRST, 2222
.set SECOND, 0
.include "the-partner.inc"
