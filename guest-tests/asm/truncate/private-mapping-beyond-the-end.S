# A private mapping follows its object's end as well, and loses even the page that it had copied.
#
# Exit: 135 (SIGBUS)
# Output:
#   | own copy: 5
#   | first page after ftruncate: 1
#   | now the page that was copied

.include "guest.inc"
shm_name object, "/fw-truncate-private"

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_private rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12], 1
  mov qword ptr [r12 + PAGE_SIZE], 5
  mov rax, [r12 + PAGE_SIZE]
  show "own copy"
  sys ftruncate, rbx, PAGE_SIZE
  assert_eq rax, 0
  mov rax, [r12]
  show "first page after ftruncate"
  print_line "now the page that was copied"
  mov rax, [r12 + PAGE_SIZE]
  fail "the load did not fault"
