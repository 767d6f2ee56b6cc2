# O_APPEND: every write goes to the end, wherever the position was; the position follows.
#
# Exit: 0
# Output:
#   | position at first: 0
#   | write: 3
#   | position: 3
#   | write after lseek to 0: 3
#   | position: 6
#   | write after another's ftruncate to 10: 3
#   | position: 13
#   | size: 13

.include "guest.inc"
shm_name object, "/fw-data-append"
.section .rodata
text: .ascii "abc"

.macro show_position
  sys lseek, r12, 0, SEEK_CUR
  show "position"
.endm

.text
.globl _start
_start:
  shm_create object, 0
  mov rbx, rax
  shm_open object, O_RDWR|O_APPEND
  mov r12, rax
  sys lseek, r12, 0, SEEK_CUR
  show "position at first"
  sys write, r12, offset(text), 3
  show "write"
  show_position
  sys lseek, r12, 0, SEEK_SET
  sys write, r12, offset(text), 3
  show "write after lseek to 0"
  show_position
  sys ftruncate, rbx, 10
  sys write, r12, offset(text), 3
  show "write after another's ftruncate to 10"
  show_position
  sys lseek, r12, 0, SEEK_END
  show "size"
  shm_unlink object
  exit
