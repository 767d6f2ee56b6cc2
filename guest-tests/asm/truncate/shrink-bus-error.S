# Shrinking an object takes the pages beyond its end out of every mapping: touching one is SIGBUS,
# while the pages before it keep their bytes.
#
# Exit: 135 (SIGBUS)
# Output:
#   | before: 7
#   | ftruncate to one page: 0
#   | the first page: 5
#   | the first page through another mapping: 5
#   | now the second page

.include "guest.inc"
shm_name object, "/fw-truncate-shrink"

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r13, rax
  mov qword ptr [r12], 5
  mov qword ptr [r13 + PAGE_SIZE], 7
  mov rax, [r12 + PAGE_SIZE]
  show "before"
  sys ftruncate, rbx, PAGE_SIZE
  show "ftruncate to one page"
  mov rax, [r12]
  show "the first page"
  mov rax, [r13]
  show "the first page through another mapping"
  print_line "now the second page"
  mov rax, [r12 + PAGE_SIZE]
  fail "the load did not fault"
