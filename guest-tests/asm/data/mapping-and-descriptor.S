# A mapping and a descriptor show the same bytes, in both directions and at once.
#
# Exit: 0
# Output:
#   | written by write, read by a load: 0x2e65746972772079
#   | written by a store, read by read: 0xfeedface
#   | written across a page's end, read by loads: 0x6574697277207962

.include "guest.inc"
shm_name object, "/fw-data-mapping-and-descriptor"
.section .rodata
text: .ascii "by write."
.bss
.balign 8
cell: .skip 8

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  sys write, rbx, offset(text), 9
  assert_eq rax, 9
  print "written by write, read by a load: "
  print_hex [r12+1]
  newline
  mov eax, 0xfeedface
  mov [r12 + 100], rax
  sys lseek, rbx, 100, SEEK_SET
  sys read, rbx, offset(cell), 8
  assert_eq rax, 8
  print "written by a store, read by read: "
  print_hex [cell]
  newline
  sys lseek, rbx, PAGE_SIZE-4, SEEK_SET
  sys write, rbx, offset(text), 9
  assert_eq rax, 9
  print "written across a page's end, read by loads: "
  print_hex [r12+PAGE_SIZE-4]
  newline
  shm_unlink object
  exit
