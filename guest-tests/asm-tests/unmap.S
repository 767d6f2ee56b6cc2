# What is unmapped is gone for this process, and the object is not.
#
# RUN: unmap
# TITLE: munmap takes the pages out of the tables
# EXPECT-MAP: 0x10000000 /fw-asm-unmap rw at mapped
# EXPECT-MAP: 0x10000000 nothing at unmapped
# EXPECT-MAP: 0x10001000 /fw-asm-unmap+0x1000 rw at unmapped
# EXPECT-NATIVE: same

.include "guest.inc"
shm_name object, "/fw-asm-unmap"

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared_at 0x10000000, rbx, 2*PAGE_SIZE
  assert_ok
  mov qword ptr [0x10000000], 1
  mov qword ptr [0x10001000], 2
mapped:
  sys munmap, 0x10000000, PAGE_SIZE
  assert_eq rax, 0
unmapped:
  assert_eq [0x10001000], 2
  map_shared rbx, PAGE_SIZE, PROT_READ
  assert_ok
  mov rax, [rax]
  assert_eq rax, 1
  shm_unlink object
  exit
