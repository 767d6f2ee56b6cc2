# Growing an object under a live mapping: bytes are kept, what is new is zero, and pages of the
# mapping that lay beyond the end can be used at once.
#
# Exit: 0
# Output:
#   | kept: 5
#   | rest of the old last page: 0
#   | first new page: 0
#   | last new page: 0
#   | stored there: 6
#   | seen through another mapping: 6

.include "guest.inc"
shm_name object, "/fw-truncate-grow"

.text
.globl _start
_start:
  shm_create object, 100
  mov rbx, rax
  shm_unlink object
  map_shared rbx, 4*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12], 5
  sys ftruncate, rbx, 4*PAGE_SIZE
  assert_eq rax, 0
  mov rax, [r12]
  show "kept"
  mov rax, [r12 + 104]
  show "rest of the old last page"
  mov rax, [r12 + PAGE_SIZE]
  show "first new page"
  mov rax, [r12 + 4 * PAGE_SIZE - 8]
  show "last new page"
  mov qword ptr [r12 + 4 * PAGE_SIZE - 8], 6
  mov rax, [r12 + 4 * PAGE_SIZE - 8]
  show "stored there"
  map_shared rbx, PAGE_SIZE, PROT_READ, 3*PAGE_SIZE
  assert_ok
  mov rax, [rax + PAGE_SIZE - 8]
  show "seen through another mapping"
  exit
