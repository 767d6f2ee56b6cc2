# Every answer of read(2).
#
# Exit: 0
# Output:
#   | descriptor -1: EBADF
#   | descriptor not open: EBADF
#   | write-only descriptor: EBADF
#   | no bytes: 0
#   | no bytes to a null pointer: 0
#   | null pointer: EFAULT
#   | read-only memory: EFAULT
#   | pointer into the kernel half: EFAULT
#   | non-canonical pointer: EFAULT
#   | count that wraps: EFAULT
#   | the position has not moved: 0
#   | memory whose second page is unmapped: 4096
#   | the rest: 4096
#   | at the end: 0
#   | at the end, null pointer: 0
#   | at the end, pointer into the kernel half: EFAULT

.include "guest.inc"

shm_name object, "/fw-errors-read"
.section .rodata
constant: .skip 16
.bss
buffer: .skip 2 * PAGE_SIZE

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_open object, O_WRONLY
  mov r12, rax
  sys read, -1, offset(buffer), 1
  show "descriptor -1"
  sys read, 77, offset(buffer), 1
  show "descriptor not open"
  sys read, r12, offset(buffer), 1
  show "write-only descriptor"
  sys read, rbx, offset(buffer), 0
  show "no bytes"
  sys read, rbx, 0, 0
  show "no bytes to a null pointer"
  sys read, rbx, 0, 8
  show "null pointer"
  sys read, rbx, offset(constant), 8
  show "read-only memory"
  sys read, rbx, 0xffff800000000000, 8
  show "pointer into the kernel half"
  sys read, rbx, 0x8000000000000000, 8
  show "non-canonical pointer"
  sys read, rbx, offset(buffer), -1
  show "count that wraps"
  sys lseek, rbx, 0, SEEK_CUR
  show "the position has not moved"

  map_anonymous 2*PAGE_SIZE
  assert_ok
  mov r13, rax
  lea rdi, [r13 + PAGE_SIZE]
  sys munmap, rdi, PAGE_SIZE
  sys read, rbx, r13, 2*PAGE_SIZE
  show "memory whose second page is unmapped"
  sys read, rbx, offset(buffer), 2*PAGE_SIZE
  show "the rest"
  sys read, rbx, offset(buffer), 2*PAGE_SIZE
  show "at the end"
  sys read, rbx, 0, 8
  show "at the end, null pointer"
  sys read, rbx, 0xffff800000000000, 8
  show "at the end, pointer into the kernel half"
  shm_unlink object
  exit
