# Mapping a part of an object: the offset picks the first page, the length may end inside a page
# and the whole page is there.
#
# Exit: 0
# Output:
#   | page 2 through a mapping at offset 2: 2
#   | page 3 through the same: 3
#   | page 0 through a mapping at offset 0: 0
#   | page 1, beyond a length of one byte but not mapped by it: own mapping says 1
#   | last byte of a page mapped with length 1: 9
#   | pages in reverse order: 3 2 1 0

.include "guest.inc"
.set BASE, 0x10000000
shm_name object, "/fw-map-offset"

.text
.globl _start
_start:
  shm_create object, 4*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 4*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12 + 1 * PAGE_SIZE], 1
  mov qword ptr [r12 + 2 * PAGE_SIZE], 2
  mov qword ptr [r12 + 3 * PAGE_SIZE], 3
  mov byte ptr [r12 + PAGE_SIZE - 1], 9

  map_shared rbx, 2*PAGE_SIZE, PROT_READ, 2*PAGE_SIZE
  assert_ok
  mov r13, rax
  mov rax, [r13]
  show "page 2 through a mapping at offset 2"
  mov rax, [r13 + PAGE_SIZE]
  show "page 3 through the same"
  map_shared rbx, 1, PROT_READ, 0
  assert_ok
  mov r13, rax
  mov rax, [r13]
  show "page 0 through a mapping at offset 0"
  map_shared rbx, PAGE_SIZE, PROT_READ, PAGE_SIZE
  assert_ok
  print "page 1, beyond a length of one byte but not mapped by it: own mapping says "
  print_dec [rax]
  newline
  movzx eax, byte ptr [r13 + PAGE_SIZE - 1]
  show "last byte of a page mapped with length 1"

  mov r14d, BASE
  mov r15d, 3 * PAGE_SIZE
1:
  sys mmap, r14, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED, rbx, r15
  assert_eq rax, r14
  add r14, PAGE_SIZE
  sub r15, PAGE_SIZE
  jns 1b
  print "pages in reverse order:"
  mov r14d, BASE
2:
  print " "
  print_dec [r14]
  add r14, PAGE_SIZE
  cmp r14d, BASE + 4 * PAGE_SIZE
  jb 2b
  newline
  shm_unlink object
  exit
