# Every answer of lseek(2); one that is refused moves nothing.
#
# Exit: 0
# Output:
#   | descriptor -1: EBADF
#   | descriptor not open: EBADF
#   | whence 5: EINVAL
#   | whence -1: EINVAL
#   | from the start, negative: EINVAL
#   | from the start: 100
#   | from here, before the start: EINVAL
#   | from here: 90
#   | from the end, before the start: EINVAL
#   | from the end: 4995
#   | from the end, beyond it: 5005
#   | from here, overflow: EINVAL
#   | far beyond the end: 1099511627776
#   | the size is still: 5000
#   | from here: 5000

.include "guest.inc"

shm_name object, "/fw-errors-lseek"

.text
.globl _start
_start:
  shm_create object, 5000
  mov rbx, rax
  sys lseek, -1, 0, SEEK_SET
  show "descriptor -1"
  sys lseek, 77, 0, SEEK_SET
  show "descriptor not open"
  sys lseek, rbx, 0, 5
  show "whence 5"
  sys lseek, rbx, 0, -1
  show "whence -1"
  sys lseek, rbx, -1, SEEK_SET
  show "from the start, negative"
  sys lseek, rbx, 100, SEEK_SET
  show "from the start"
  sys lseek, rbx, -101, SEEK_CUR
  show "from here, before the start"
  sys lseek, rbx, -10, SEEK_CUR
  show "from here"
  sys lseek, rbx, -5001, SEEK_END
  show "from the end, before the start"
  sys lseek, rbx, -5, SEEK_END
  show "from the end"
  sys lseek, rbx, 5, SEEK_END
  show "from the end, beyond it"
  sys lseek, rbx, 0x7fffffffffffffff, SEEK_CUR
  show "from here, overflow"
  sys lseek, rbx, 0x10000000000, SEEK_SET
  show "far beyond the end"
  sys lseek, rbx, 0, SEEK_END
  show "the size is still"
  sys lseek, rbx, 0, SEEK_CUR
  show "from here"
  shm_unlink object
  exit
