# O_TRUNC empties an existing object under its live mapping, as ftruncate to 0 does.
#
# Exit: 135 (SIGBUS)
# Output:
#   | before: 5
#   | size after: 0
#   | sized again, the old byte: 0
#   | emptied again, now loading

.include "guest.inc"
shm_name object, "/fw-truncate-open"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12], 5
  mov rax, [r12]
  show "before"
  shm_open object, O_RDWR|O_TRUNC
  assert_ok
  sys lseek, rbx, 0, SEEK_END
  show "size after"
  sys ftruncate, rbx, PAGE_SIZE
  assert_eq rax, 0
  mov rax, [r12]
  show "sized again, the old byte"
  shm_open object, O_RDWR|O_CREAT|O_TRUNC, 0600
  assert_ok
  shm_unlink object
  print_line "emptied again, now loading"
  mov rax, [r12]
  fail "the load did not fault"
