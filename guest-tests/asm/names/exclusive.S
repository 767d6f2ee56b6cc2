# O_CREAT|O_EXCL makes a name once; whoever comes second is told so and gets nothing.
#
# Exit: 0
# Output:
#   | first: 3
#   | second: EEXIST
#   | the object is the first one's: 100
#   | after unlink: 4
#   | a new object: 0

.include "guest.inc"
shm_name object, "/fw-names-exclusive"

.text
.globl _start
_start:
  shm_unlink object
  shm_open object, O_RDWR|O_CREAT|O_EXCL, 0600
  show "first"
  mov rbx, rax
  sys ftruncate, rbx, 100
  shm_open object, O_RDWR|O_CREAT|O_EXCL, 0600
  show "second"
  sys lseek, rbx, 0, SEEK_END
  show "the object is the first one's"
  shm_unlink object
  shm_open object, O_RDWR|O_CREAT|O_EXCL, 0600
  show "after unlink"
  mov rbx, rax
  sys lseek, rbx, 0, SEEK_END
  show "a new object"
  shm_unlink object
  exit
