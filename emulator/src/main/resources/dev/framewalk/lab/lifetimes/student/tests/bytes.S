# TITLE: Story 3: the bytes go, the mapping stays
# RUN: partner
# WITH: lifetimes.S 3
# EXPECT-OUT[lifetimes]: bytes: 100 0, bus error at byte 4104
# EXPECT-MAP[lifetimes]: [old] /fw-lifetimes-a+0 rw
# EXPECT-MAP[lifetimes]: [old]+0x1000 /fw-lifetimes-a+0x1000 rw
# SEED: 1..2
# QUANTUM: 100
# BUDGET: 25K

.set STORY, 3
.set LATE, 10
.set FIRST, 100
.set SECOND, 0
.include "the-partner.inc"
