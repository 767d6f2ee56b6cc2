# TITLE: Story 3 with a partner that comes late and stores another value
# RUN: partner
# WITH: lifetimes.S 3
# EXPECT-OUT[lifetimes]: bytes: 77 0, bus error at byte 4104
# EXPECT-MAP[lifetimes]: [old]+0x1000 /fw-lifetimes-a+0x1000 rw
# EXPECT-MAP[lifetimes]: [old]+0x2000 /fw-lifetimes-a+0x2000 rw
# SEED: 3..4
# QUANTUM: 100
# BUDGET: 25K

.set STORY, 3
.set LATE, 200
.set FIRST, 77
.set SECOND, 0
.include "the-partner.inc"
