# Every answer of close(2): a descriptor is closed once, and its number is the next to be given.
#
# Exit: 0
# Output:
#   | -1: EBADF
#   | 3, never opened: EBADF
#   | 1023: EBADF
#   | 1024: EBADF
#   | 2147483647: EBADF
#   | opened: 3
#   | opened: 4
#   | opened: 5
#   | close 4: 0
#   | close 4 again: EBADF
#   | lowest free number: 4
#   | close 3, garbage in the upper half: 0
#   | close 3 again: EBADF
#   | lowest free number: 3

.include "guest.inc"

shm_name object, "/fw-errors-close"

.text
.globl _start
_start:
  shm_unlink object
  sys close, -1
  show "-1"
  sys close, 3
  show "3, never opened"
  sys close, 1023
  show "1023"
  sys close, 1024
  show "1024"
  sys close, 0x7fffffff
  show "2147483647"
  .rept 3
  shm_open object, O_RDWR|O_CREAT, 0600
  show "opened"
  .endr
  sys close, 4
  show "close 4"
  sys close, 4
  show "close 4 again"
  shm_open object, O_RDWR
  show "lowest free number"
  sys close, 0x7654321000000003
  show "close 3, garbage in the upper half"
  sys close, 3
  show "close 3 again"
  shm_open object, O_RDWR
  show "lowest free number"
  shm_unlink object
  exit
