# Keeps the mapping of an object that unlink-replacer.S unlinks, and whose name it gives to a new
# one: the mapping stays with the old object, the name leads to the new one.
#
# Run together with unlink-replacer; either may be started first.
#
# Exit: 0
# Output:
#   | own mapping: 1
#   | the object by its name: 2
#   | its size: 8192

.include "guest.inc"
shm_name object, "/fw-ipc-unlink"
.set STATE, 0                           # 1 mapped, 2 replaced, 3 seen
.set CELL, 64

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12 + CELL], 1
  mov qword ptr [r12 + STATE], 1
  wait_until [r12+STATE], 2
  mov rax, [r12 + CELL]
  show "own mapping"
  shm_open object, O_RDWR
  assert_ok
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov rax, [rax + CELL]
  show "the object by its name"
  sys lseek, rbx, 0, SEEK_END
  show "its size"
  mov qword ptr [r12 + STATE], 3
  exit
