# The middle of an object, mapped by itself. Its last page is not mapped, so a store to it faults.
#
# RUN: partial-mapping
# TITLE: a mapping begins and ends where it is told to
# EXPECT-MAP: 0x10000000 /fw-asm-partial+0x1000 rw at mapped
# EXPECT-MAP: 0x10001ff8 /fw-asm-partial+0x2ff8 rw at mapped
# EXPECT-MAP: 0x10002000 nothing at mapped
# EXPECT-FAULT: write not-mapped at behind of 0x10002000
# EXPECT-NATIVE: same

.include "guest.inc"
shm_name object, "/fw-asm-partial"

.text
.globl _start
_start:
  shm_create object, 4*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared_at 0x10000000, rbx, 2*PAGE_SIZE, PROT_READ|PROT_WRITE, PAGE_SIZE
  assert_ok
  mov qword ptr [0x10000000], 1
  mov qword ptr [0x10001ff8], 2
mapped:
  nop
behind:
  mov qword ptr [0x10002000], 3
  exit
