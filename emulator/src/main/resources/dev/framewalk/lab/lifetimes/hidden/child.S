# TITLE: Story 4: a child is told by a signal
# RUN: partner
# WITH: lifetimes.S 4
# EXPECT-OUT[lifetimes]: child: killed by 7
# EXPECT-MAP[lifetimes]: [old] /fw-lifetimes-a+0 rw
# SEED: 1..2
# QUANTUM: 100
# BUDGET: 50K

.set STORY, 4
.set LATE, 10
.set FIRST, 0
.set SECOND, 0
.include "the-partner.inc"
