# After unlink and re-creation the old descriptor still means the old object: sizing or writing by
# it leaves the new object alone, and closing it does not close the new one.
#
# Exit: 0
# Output:
#   | old size: 100
#   | new size: 200
#   | old size after ftruncate: 300
#   | new size after it: 200
#   | close old: 0
#   | close old again: EBADF
#   | new size after closing the old one: 200
#   | open by name: 3
#   | its size: 200

.include "guest.inc"
shm_name object, "/fw-names-descriptor-after-unlink"

.macro show_size descriptor:req, text:req
  sys lseek, \descriptor, 0, SEEK_END
  show "\text"
.endm

.text
.globl _start
_start:
  shm_create object, 100
  mov rbx, rax
  shm_create object, 200                # unlinks the first one
  mov r12, rax
  show_size rbx, "old size"
  show_size r12, "new size"
  sys ftruncate, rbx, 300
  show_size rbx, "old size after ftruncate"
  show_size r12, "new size after it"
  sys close, rbx
  show "close old"
  sys close, rbx
  show "close old again"
  show_size r12, "new size after closing the old one"
  shm_open object, O_RDWR
  show "open by name"
  mov rbx, rax
  show_size rbx, "its size"
  shm_unlink object
  exit
