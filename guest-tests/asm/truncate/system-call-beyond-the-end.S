# A system call that is given memory beyond the end of an object says EFAULT where the program
# itself would get SIGBUS; one that is given memory across the end does the part before it.
#
# Exit: 0
# Output:
#   | read into a page beyond the end: EFAULT
#   | write from a page beyond the end: EFAULT
#   | path in a page beyond the end: EFAULT
#   | fstat into a page beyond the end: EFAULT
#   | write from memory across the end: 100
#   | after growing, read into the same page: 100

.include "guest.inc"
shm_name object, "/fw-truncate-efault"
shm_name other, "/fw-truncate-efault-other"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  shm_create other, 0
  mov r13, rax
  shm_unlink other
  sys write, r13, offset(_start), 100
  assert_eq rax, 100
  sys lseek, r13, 0, SEEK_SET
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  lea rsi, [r12 + PAGE_SIZE]
  sys read, r13, rsi, 100
  show "read into a page beyond the end"
  lea rsi, [r12 + PAGE_SIZE]
  sys write, r13, rsi, 100
  show "write from a page beyond the end"
  lea rdi, [r12 + PAGE_SIZE]
  sys open, rdi, O_RDWR
  show "path in a page beyond the end"
  lea rsi, [r12 + PAGE_SIZE]
  sys fstat, r13, rsi
  show "fstat into a page beyond the end"
  lea rsi, [r12 + PAGE_SIZE - 100]
  sys write, r13, rsi, 200
  show "write from memory across the end"
  sys ftruncate, rbx, 2*PAGE_SIZE
  assert_eq rax, 0
  sys lseek, r13, 0, SEEK_SET
  lea rsi, [r12 + PAGE_SIZE]
  sys read, r13, rsi, 100
  show "after growing, read into the same page"
  exit
