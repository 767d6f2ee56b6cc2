# A new object has no bytes: it can be mapped, but not touched.
#
# Exit: 135 (SIGBUS)
# Output:
#   | size: 0
#   | mmap: ok

.include "guest.inc"
shm_name object, "/fw-truncate-never-sized"

.text
.globl _start
_start:
  shm_create object, 0
  mov rbx, rax
  shm_unlink object
  sys lseek, rbx, 0, SEEK_END
  show "size"
  map_shared rbx, PAGE_SIZE
  show_ok "mmap"
  mov qword ptr [rax], 1
  fail "the store did not fault"
