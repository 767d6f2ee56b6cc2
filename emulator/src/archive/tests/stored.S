# RUN: stored
# EXPECT-OUT: 42
# EXPECT-MAP: [view] /fw-archive-stored+0 rw at stored
# SEED: 1..2

.include "guest.inc"

shm_name object, "/fw-archive-stored"

.bss
.balign 8
view: .skip 8

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  map_shared rax, PAGE_SIZE
  assert_ok
  mov [view], rax
  mov qword ptr [rax], 42
stored:
  print_dec [rax]
  newline
  shm_unlink object
  exit
