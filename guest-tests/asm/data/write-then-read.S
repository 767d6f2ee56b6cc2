# What write(2) puts into an object read(2) gets out again; each descriptor has a position of its
# own, and reading stops at the end.
#
# Exit: 0
# Output:
#   | write: 13
#   | read by the same descriptor: 0
#   | read by another: 5
#   | it read: Hello
#   | read on: 8
#   | it read: , world.
#   | read on: 0
#   | back to 7 and read: 6
#   | it read: world.
#   | beyond the end: 0

.include "guest.inc"
shm_name object, "/fw-data-write-then-read"
.section .rodata
text: .ascii "Hello, world."
.bss
buffer: .skip 64

.macro show_read count:req, text:req
  sys read, r12, offset(buffer), \count
  show "\text"
  mov byte ptr [buffer + rax], 0
  print "it read: "
  print_string offset(buffer)
  newline
.endm

.text
.globl _start
_start:
  shm_create object, 0
  mov rbx, rax
  shm_open object, O_RDONLY
  mov r12, rax
  sys write, rbx, offset(text), 13
  show "write"
  sys read, rbx, offset(buffer), 13
  show "read by the same descriptor"
  show_read 5, "read by another"
  show_read 60, "read on"
  sys read, r12, offset(buffer), 60
  show "read on"
  sys lseek, r12, 7, SEEK_SET
  show_read 60, "back to 7 and read"
  sys lseek, r12, 1000, SEEK_SET
  sys read, r12, offset(buffer), 60
  show "beyond the end"
  shm_unlink object
  exit
