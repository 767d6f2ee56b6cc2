# Stores the squares of 1 to COUNT into the second page of an object, and says so in the first.

.include "guest.inc"
shm_name object, "/fw-junit-squares"
.set DONE, 0
.set SQUARES, PAGE_SIZE

.bss
.balign 8
view: .skip 8

.text
.globl _start
_start:
  number_argument 1, 8
  mov rbp, rax
  shm_join object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov [view], rax
  mov r12, rax
mapped:
  xor ecx, ecx
1:
  lea rax, [rcx + 1]
  imul rax, rax
store:
  mov [r12 + SQUARES + 8 * rcx], rax
  inc rcx
  cmp rcx, rbp
  jb 1b
  mov qword ptr [r12 + DONE], 1
  print_line "stored"
  exit
