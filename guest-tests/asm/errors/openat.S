# Every answer of openat(2) that open(2) does not have: what the directory's descriptor may be.
#
# Exit: 0
# Output:
#   | working directory, absolute path, missing: ENOENT
#   | working directory, absolute path, create: 3
#   | descriptor -1, absolute path: 4
#   | descriptor 500, absolute path: 5
#   | descriptor of an object, absolute path: 6
#   | descriptor -1, relative path: EBADF
#   | descriptor 500, relative path: EBADF
#   | descriptor of an object, relative path: ENOTDIR
#   | descriptor -1, empty path: ENOENT
#   | descriptor -1, null pointer: EFAULT
#   | create exclusive: EEXIST
#   | upper half of AT_FDCWD not set: 7

.include "guest.inc"

shm_name object, "/fw-errors-openat"
.section .rodata
relative: .asciz "fw-errors-openat"
empty: .asciz ""

.text
.globl _start
_start:
  shm_unlink object
  sys openat, AT_FDCWD, offset(object), O_RDWR
  show "working directory, absolute path, missing"
  sys openat, AT_FDCWD, offset(object), O_RDWR|O_CREAT, 0600
  show "working directory, absolute path, create"
  mov rbx, rax
  sys openat, -1, offset(object), O_RDWR
  show "descriptor -1, absolute path"
  sys openat, 500, offset(object), O_RDWR
  show "descriptor 500, absolute path"
  sys openat, rbx, offset(object), O_RDWR
  show "descriptor of an object, absolute path"
  sys openat, -1, offset(relative), O_RDWR
  show "descriptor -1, relative path"
  sys openat, 500, offset(relative), O_RDWR
  show "descriptor 500, relative path"
  sys openat, rbx, offset(relative), O_RDWR
  show "descriptor of an object, relative path"
  sys openat, -1, offset(empty), O_RDWR
  show "descriptor -1, empty path"
  sys openat, -1, 0, O_RDWR
  show "descriptor -1, null pointer"
  sys openat, AT_FDCWD, offset(object), O_RDWR|O_CREAT|O_EXCL, 0600
  show "create exclusive"
  mov edi, AT_FDCWD
  sys openat, rdi, offset(object), O_RDWR
  show "upper half of AT_FDCWD not set"
  shm_unlink object
  exit
