# Every answer of write(2).
#
# Exit: 0
# Output:
#   | descriptor -1: EBADF
#   | descriptor not open: EBADF
#   | read-only descriptor: EBADF
#   | no bytes: 0
#   | no bytes from a null pointer: 0
#   | null pointer: EFAULT
#   | pointer into the kernel half: EFAULT
#   | non-canonical pointer: EFAULT
#   | count that wraps: EFAULT
#   | the size has not changed: 0
#   | memory whose second page is unmapped: 4096
#   | the size: 4096
#   | standard output, null pointer: EFAULT
#   | standard output, no bytes: 0

.include "guest.inc"

shm_name object, "/fw-errors-write"
.bss
buffer: .skip 16

.text
.globl _start
_start:
  shm_create object, 0
  mov rbx, rax
  shm_open object, O_RDONLY
  mov r12, rax
  sys write, -1, offset(buffer), 1
  show "descriptor -1"
  sys write, 77, offset(buffer), 1
  show "descriptor not open"
  sys write, r12, offset(buffer), 1
  show "read-only descriptor"
  sys write, rbx, offset(buffer), 0
  show "no bytes"
  sys write, rbx, 0, 0
  show "no bytes from a null pointer"
  sys write, rbx, 0, 8
  show "null pointer"
  sys write, rbx, 0xffff800000000000, 8
  show "pointer into the kernel half"
  sys write, rbx, 0x8000000000000000, 8
  show "non-canonical pointer"
  sys write, rbx, offset(buffer), -1
  show "count that wraps"
  sys lseek, rbx, 0, SEEK_END
  show "the size has not changed"
  map_anonymous 2*PAGE_SIZE
  assert_ok
  mov r13, rax
  lea rdi, [r13 + PAGE_SIZE]
  sys munmap, rdi, PAGE_SIZE
  sys write, rbx, r13, 2*PAGE_SIZE
  show "memory whose second page is unmapped"
  sys lseek, rbx, 0, SEEK_END
  show "the size"
  sys write, 1, 0, 8
  show "standard output, null pointer"
  sys write, 1, offset(buffer), 0
  show "standard output, no bytes"
  shm_unlink object
  exit
