# Shrinking to a size inside a page leaves that page mapped: the rest of it is zero at once and can
# be touched; only whole pages beyond the end are gone.
#
# Exit: 135 (SIGBUS)
# Output:
#   | bytes before the end: 1
#   | bytes behind the end: 0
#   | size: 10
#   | now the next page

.include "guest.inc"
shm_name object, "/fw-truncate-inside"

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12], 1
  mov qword ptr [r12 + 16], 2
  mov qword ptr [r12 + PAGE_SIZE], 3
  sys ftruncate, rbx, 10
  assert_eq rax, 0
  mov rax, [r12]
  show "bytes before the end"
  mov rax, [r12 + 16]
  show "bytes behind the end"
  sys lseek, rbx, 0, SEEK_END
  show "size"
  print_line "now the next page"
  mov rax, [r12 + PAGE_SIZE]
  fail "the load did not fault"
