# Adds up what producer.S stored, through a mapping that allows reading only, and takes the name
# of the object away.

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
  map_shared rbx, 2*PAGE_SIZE, PROT_READ
  assert_ok
  mov [view], rax
  mov r12, rax
  wait_until [r12 + DONE], 1
ready:
  shm_unlink object
  xor ecx, ecx
  xor r13d, r13d
1:
  add r13, [r12 + SQUARES + 8 * rcx]
  inc rcx
  cmp rcx, rbp
  jb 1b
  print "sum "
  print_dec r13
  newline
  exit
