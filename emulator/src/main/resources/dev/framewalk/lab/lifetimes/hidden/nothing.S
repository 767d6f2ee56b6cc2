# TITLE: Story 5: nothing is left
# RUN: partner
# WITH: lifetimes.S 5
# EXPECT-OUT[lifetimes]: open: ENOENT
# EXPECT-OUT[lifetimes]: ftruncate: EBADF
# EXPECT-OUT[lifetimes]: old: EFAULT
# EXPECT-OUT[lifetimes]: new: ENOENT
# EXPECT-OUT[lifetimes]: new: EFAULT
# EXPECT-MAP[lifetimes]: [old] nothing
# EXPECT-MAP[lifetimes]: [old]+0x1000 nothing
# EXPECT-MAP[lifetimes]: [new] nothing
# SEED: 1..2
# QUANTUM: 100
# BUDGET: 50K

.set STORY, 5
.set LATE, 10
.set FIRST, 0
.set SECOND, 0
.include "the-partner.inc"
