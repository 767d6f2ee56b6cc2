# A descriptor allows what it was opened for, whatever another descriptor of the object allows.
#
# Exit: 0
# Output:
#   | write by the read-only one: EBADF
#   | read by the read-only one: 0
#   | write by the write-only one: 3
#   | read by the write-only one: EBADF
#   | read by the read-only one: 3
#   | writev by the read-only one: EBADF
#   | lseek of the write-only one: 3
#   | an object created read-only, write: EBADF
#   | the same object opened to write: 3

.include "guest.inc"
shm_name object, "/fw-data-access-modes"
.section .rodata
text: .ascii "abc"
.balign 8
vector: .quad text, 3
.bss
buffer: .skip 16

.text
.globl _start
_start:
  shm_create object, 0
  shm_open object, O_RDONLY
  mov rbx, rax
  shm_open object, O_WRONLY
  mov r12, rax
  sys write, rbx, offset(text), 3
  show "write by the read-only one"
  sys read, rbx, offset(buffer), 3
  show "read by the read-only one"
  sys write, r12, offset(text), 3
  show "write by the write-only one"
  sys read, r12, offset(buffer), 3
  show "read by the write-only one"
  sys read, rbx, offset(buffer), 3
  show "read by the read-only one"
  sys writev, rbx, offset(vector), 1
  show "writev by the read-only one"
  sys lseek, r12, 0, SEEK_CUR
  show "lseek of the write-only one"
  shm_unlink object
  shm_open object, O_RDONLY|O_CREAT|O_EXCL, 0600
  mov rbx, rax
  sys write, rbx, offset(text), 3
  show "an object created read-only, write"
  shm_open object, O_WRONLY
  mov rbx, rax
  sys write, rbx, offset(text), 3
  show "the same object opened to write"
  shm_unlink object
  exit
