# A mapping does not need its descriptor: closing it, and giving its number to another object,
# changes nothing.
#
# Exit: 0
# Output:
#   | close: 0
#   | still mapped: 5
#   | number of the next descriptor: 3
#   | still the old object: 5
#   | and the new one: 0
#   | msync: 0

.include "guest.inc"
shm_name object, "/fw-map-survives-close"
shm_name other, "/fw-map-survives-close-other"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12], 5
  sys close, rbx
  show "close"
  mov rax, [r12]
  show "still mapped"
  shm_create other, PAGE_SIZE
  mov rbx, rax
  shm_unlink other
  mov rax, rbx
  show "number of the next descriptor"
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r13, rax
  mov rax, [r12]
  show "still the old object"
  mov rax, [r13]
  show "and the new one"
  sys msync, r12, PAGE_SIZE, MS_SYNC
  show "msync"
  exit
