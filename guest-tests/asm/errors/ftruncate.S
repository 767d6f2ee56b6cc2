# Every answer of ftruncate(2); one that is refused changes nothing.
#
# Exit: 0
# Output:
#   | descriptor -1: EBADF
#   | descriptor not open: EBADF
#   | descriptor not open, negative length: EINVAL
#   | read-only descriptor: EINVAL
#   | read-only descriptor, the length it has: EINVAL
#   | negative length: EINVAL
#   | smallest length: EINVAL
#   | size now: 0
#   | 5000: 0
#   | the same again: 0
#   | size now: 5000
#   | 0: 0
#   | write-only descriptor: 0
#   | size now: 1
#   | garbage in the upper half of the descriptor: 0
#   | size now: 2

.include "guest.inc"

shm_name object, "/fw-errors-ftruncate"

.bss
.balign 8
status: .skip STAT_SIZE

.macro show_size
  sys fstat, rbx, offset(status)
  assert_eq rax, 0
  print "size now: "
  print_dec [status+STAT_size]
  newline
.endm

.text
.globl _start
_start:
  shm_unlink object
  sys ftruncate, -1, 0
  show "descriptor -1"
  sys ftruncate, 77, 0
  show "descriptor not open"
  sys ftruncate, 77, -1
  show "descriptor not open, negative length"
  shm_open object, O_RDWR|O_CREAT|O_EXCL, 0600
  mov rbx, rax
  shm_open object, O_RDONLY
  mov r12, rax
  sys ftruncate, r12, 100
  show "read-only descriptor"
  sys ftruncate, r12, 0
  show "read-only descriptor, the length it has"
  sys ftruncate, rbx, -1
  show "negative length"
  sys ftruncate, rbx, 0x8000000000000000
  show "smallest length"
  show_size
  sys ftruncate, rbx, 5000
  show "5000"
  sys ftruncate, rbx, 5000
  show "the same again"
  show_size
  sys ftruncate, rbx, 0
  show "0"
  shm_open object, O_WRONLY
  sys ftruncate, rax, 1
  show "write-only descriptor"
  show_size
  mov rdi, 0x5555555500000000
  or rdi, rbx
  sys ftruncate, rdi, 2
  show "garbage in the upper half of the descriptor"
  show_size
  shm_unlink object
  exit
