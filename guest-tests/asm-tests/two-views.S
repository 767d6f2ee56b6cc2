# One process maps an object twice: what it stores through one address, it loads through the other.
#
# RUN: two-views
# TITLE: two views of one object show the same bytes
# EXPECT-MAP: 0x10000000 /fw-asm-two-views rw
# EXPECT-MAP: 0x20000000 /fw-asm-two-views r
# EXPECT-NATIVE: same

.include "guest.inc"
shm_name object, "/fw-asm-two-views"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  map_shared_at 0x10000000, rbx, PAGE_SIZE
  assert_ok
  map_shared_at 0x20000000, rbx, PAGE_SIZE, PROT_READ
  assert_ok
  mov qword ptr [0x10000000], 42
  assert_eq [0x20000000], 42
  shm_unlink object
  exit
