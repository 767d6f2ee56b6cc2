# unlink takes the name only. The object lives on for its descriptor: it can be sized, mapped,
# written and read, until the last reference goes.
#
# Exit: 0
# Output:
#   | links before: 1
#   | links after: 0
#   | open by name: ENOENT
#   | ftruncate: 0
#   | write: 5
#   | mapped: 0x6f6c6c6568

.include "guest.inc"
shm_name object, "/fw-names-unlink-while-open"
.section .rodata
text: .ascii "hello"
.bss
status: .skip STAT_SIZE

.text
.globl _start
_start:
  shm_create object, 0
  mov rbx, rax
  sys fstat, rbx, offset(status)
  print "links before: "
  print_dec [status+STAT_nlink]
  newline
  shm_unlink object
  sys fstat, rbx, offset(status)
  print "links after: "
  print_dec [status+STAT_nlink]
  newline
  shm_open object, O_RDWR
  show "open by name"
  sys ftruncate, rbx, PAGE_SIZE
  show "ftruncate"
  sys write, rbx, offset(text), 5
  show "write"
  map_shared rbx, PAGE_SIZE
  assert_ok
  print "mapped: "
  print_hex [rax]
  newline
  exit
