# Every answer of unlinkat(2) that unlink(2) does not have.
#
# Exit: 0
# Output:
#   | flags that mean nothing: EINVAL
#   | object, as a directory to be removed: ENOTDIR
#   | descriptor -1, relative path: EBADF
#   | descriptor of an object, relative path: ENOTDIR
#   | descriptor -1, null pointer: EFAULT
#   | descriptor -1, absolute path: 0
#   | working directory, again: ENOENT

.include "guest.inc"

shm_name object, "/fw-errors-unlinkat"
.section .rodata
relative: .asciz "fw-errors-unlinkat"

.text
.globl _start
_start:
  shm_create object, 0
  mov rbx, rax
  sys unlinkat, AT_FDCWD, offset(object), 0x1
  show "flags that mean nothing"
  sys unlinkat, AT_FDCWD, offset(object), AT_REMOVEDIR
  show "object, as a directory to be removed"
  sys unlinkat, -1, offset(relative), 0
  show "descriptor -1, relative path"
  sys unlinkat, rbx, offset(relative), 0
  show "descriptor of an object, relative path"
  sys unlinkat, -1, 0, 0
  show "descriptor -1, null pointer"
  sys unlinkat, -1, offset(object), 0
  show "descriptor -1, absolute path"
  sys unlinkat, AT_FDCWD, offset(object), 0
  show "working directory, again"
  exit
