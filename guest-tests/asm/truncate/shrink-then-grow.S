# An object that shrank and grew again has zeros where it lost bytes: from the new end on, inside
# the last page too, in every mapping.
#
# Exit: 0
# Output:
#   | before: 1 2 3 4
#   | word before the cut: 1
#   | word that the cut goes through: 0xffff
#   | rest of that page: 0
#   | the lost page: 0
#   | the lost page through another mapping: 0
#   | the same by read: 0
#   | stored again: 9

.include "guest.inc"
shm_name object, "/fw-truncate-shrink-then-grow"
.bss
.balign 8
cell: .skip 8

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r13, rax
  mov qword ptr [r12 + 96], 1
  mov qword ptr [r12 + 104], 2
  mov qword ptr [r12 + 4088], 3
  mov qword ptr [r12 + PAGE_SIZE], 4
  print "before: "
  print_dec [r13+96]
  print " "
  print_dec [r13+104]
  print " "
  print_dec [r13+4088]
  print " "
  print_dec [r13+PAGE_SIZE]
  newline
  mov qword ptr [r12 + 104], -1
  sys ftruncate, rbx, 106
  assert_eq rax, 0
  sys ftruncate, rbx, 2*PAGE_SIZE
  assert_eq rax, 0
  mov rax, [r12 + 96]
  show "word before the cut"
  print "word that the cut goes through: "
  print_hex [r12+104]
  newline
  mov rax, [r12 + 4088]
  show "rest of that page"
  mov rax, [r12 + PAGE_SIZE]
  show "the lost page"
  mov rax, [r13 + PAGE_SIZE]
  show "the lost page through another mapping"
  sys lseek, rbx, PAGE_SIZE, SEEK_SET
  sys read, rbx, offset(cell), 8
  assert_eq rax, 8
  mov rax, [cell]
  show "the same by read"
  mov qword ptr [r13 + PAGE_SIZE], 9
  mov rax, [r12 + PAGE_SIZE]
  show "stored again"
  exit
