# writev(2) writes its pieces in order as one, empty ones included, to an object and to standard
# output.
#
# Exit: 0
# Output:
#   | one, two, three
#   | to standard output: 16
#   | to the object: 16
#   | read back: one, two, three

.include "guest.inc"
shm_name object, "/fw-data-gather"
.section .rodata
one: .ascii "one, "
two: .ascii "two, "
three: .ascii "three\n"
.balign 8
vectors: .quad one, 5, 0, 0, two, 5, three, 6
.bss
buffer: .skip 64

.text
.globl _start
_start:
  shm_create object, 0
  mov rbx, rax
  sys writev, 1, offset(vectors), 4
  show "to standard output"
  sys writev, rbx, offset(vectors), 4
  show "to the object"
  sys lseek, rbx, 0, SEEK_SET
  sys read, rbx, offset(buffer), 15
  assert_eq rax, 15
  print "read back: "
  print_string offset(buffer)
  newline
  shm_unlink object
  exit
