# TITLE: Each half maps what it needs, where the object has it, with the rights it needs
# RUN: onlooker
# WITH: writer.S 900
# WITH: reader.S
# EXPECT-OUT[writer]: wrote 900, sum 243405150
# EXPECT-OUT[reader]: 900 numbers, sum 243405150
# EXPECT-MAP[writer]: [control] /fw-share-board+0 rw
# EXPECT-MAP[writer]: [window] /fw-share-board+0x3000 rw
# EXPECT-MAP[writer]: [window]+0x1000 /fw-share-board+0x4000 rw
# EXPECT-MAP[reader]: [control] /fw-share-board+0 rw
# EXPECT-MAP[reader]: [window] /fw-share-board+0x3000 r
# EXPECT-MAP[reader]: [window]+0x1000 /fw-share-board+0x4000 r
# SEED: 1
# QUANTUM: 200
# BUDGET: 100K

.include "guest.inc"
.text
.globl _start
_start:
  exit
