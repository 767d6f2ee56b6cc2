# Every answer of unlink(2).
#
# Exit: 0
# Output:
#   | missing: ENOENT
#   | there: 0
#   | again: ENOENT
#   | still open, again: ENOENT
#   | empty path: ENOENT
#   | null pointer: EFAULT
#   | pointer into the kernel half: EFAULT
#   | non-canonical pointer: EFAULT
#   | name of 256 bytes: ENAMETOOLONG
#   | name of 255 bytes, missing: ENOENT
#   | path of 4096 bytes: ENAMETOOLONG
#   | directory that is missing: ENOENT
#   | object as a directory: ENOTDIR
#   | trailing slash: ENOTDIR
#   | trailing slash, missing: ENOENT
#   | the directory with a trailing slash: EISDIR
#   | the object is still there: 0

.include "guest.inc"

shm_name object, "/fw-errors-unlink"
shm_name missing, "/fw-errors-unlink-missing"
shm_name below, "/fw-errors-unlink/below"
shm_name below_missing, "/fw-errors-unlink-missing/below"
shm_name slash, "/fw-errors-unlink/"
shm_name missing_slash, "/fw-errors-unlink-missing/"
.section .rodata
empty: .asciz ""
directory: .asciz "/dev/shm/"
.data
long_name: .ascii "/dev/shm/"
  .fill 255, 1, 'n'
long_name_end: .byte 'n', 0
long_path:
  .fill 4096 - 25, 1, '/'
  .asciz "dev/shm/fw-errors-unlink-"

.text
.globl _start
_start:
  shm_unlink object
  shm_unlink missing
  show "missing"
  shm_open object, O_RDWR|O_CREAT, 0600
  mov rbx, rax
  shm_unlink object
  show "there"
  shm_unlink object
  show "again"
  sys ftruncate, rbx, 100
  assert_eq rax, 0
  shm_unlink object
  show "still open, again"
  sys unlink, offset(empty)
  show "empty path"
  sys unlink, 0
  show "null pointer"
  sys unlink, 0xffff800000000000
  show "pointer into the kernel half"
  sys unlink, 0x8000000000000000
  show "non-canonical pointer"
  sys unlink, offset(long_name)
  show "name of 256 bytes"
  mov byte ptr [long_name_end], 0
  sys unlink, offset(long_name)
  show "name of 255 bytes, missing"
  sys unlink, offset(long_path)
  show "path of 4096 bytes"
  shm_open object, O_RDWR|O_CREAT, 0600
  assert_ok
  shm_unlink below_missing
  show "directory that is missing"
  shm_unlink below
  show "object as a directory"
  shm_unlink slash
  show "trailing slash"
  shm_unlink missing_slash
  show "trailing slash, missing"
  sys unlink, offset(directory)
  show "the directory with a trailing slash"
  shm_unlink object
  show "the object is still there"
  exit
