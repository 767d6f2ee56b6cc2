# A mapping may be longer than its object: the page that the object ends in can be used whole, the
# ones behind it are SIGBUS, until the object grows.
#
# Exit: 135 (SIGBUS)
# Output:
#   | the last page, behind the end: 0
#   | after growing by a page: 0
#   | now the page behind that

.include "guest.inc"
shm_name object, "/fw-truncate-beyond"

.text
.globl _start
_start:
  shm_create object, 1
  mov rbx, rax
  shm_unlink object
  map_shared rbx, 3*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov rax, [r12 + PAGE_SIZE - 8]
  show "the last page, behind the end"
  sys ftruncate, rbx, PAGE_SIZE+1
  assert_eq rax, 0
  mov rax, [r12 + PAGE_SIZE]
  show "after growing by a page"
  print_line "now the page behind that"
  mov rax, [r12 + 2 * PAGE_SIZE]
  fail "the load did not fault"
