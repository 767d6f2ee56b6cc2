# MAP_PRIVATE: a store gets a page of the process's own, and the object keeps its bytes.
#
# RUN: private-mapping
# TITLE: a store to a private mapping is nobody else's
# EXPECT-MAP: [shared] /fw-asm-private rw
# EXPECT-MAP: [private] anonymous rw
# EXPECT-NATIVE: same

.include "guest.inc"
shm_name object, "/fw-asm-private"

.bss
.balign 8
shared: .skip 8
private: .skip 8

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov [shared], rax
  mov r12, rax
  mov qword ptr [r12], 1
  map_private rbx, PAGE_SIZE
  assert_ok
  mov [private], rax
  mov r13, rax
  assert_eq [r13], 1
  mov qword ptr [r13], 2
  assert_eq [r12], 1
  exit
