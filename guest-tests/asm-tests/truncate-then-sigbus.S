# The object shrinks under a live mapping. The mapping stays, but nothing is behind its second page.
#
# RUN: truncate-then-sigbus
# TITLE: a load behind the new end of an object is SIGBUS
# EXPECT-FAULT: read beyond-end at load
# EXPECT-EXIT: SIGBUS
# EXPECT-MAP: [view] /fw-asm-truncate rw
# EXPECT-NATIVE: same

.include "guest.inc"
shm_name object, "/fw-asm-truncate"

.bss
.balign 8
view: .skip 8

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov [view], rax
  mov r12, rax
  mov qword ptr [r12], 1
  mov qword ptr [r12 + PAGE_SIZE], 2
  sys ftruncate, rbx, PAGE_SIZE
  assert_eq rax, 0
  assert_eq [r12], 1
load:
  mov rax, [r12 + PAGE_SIZE]
  exit
