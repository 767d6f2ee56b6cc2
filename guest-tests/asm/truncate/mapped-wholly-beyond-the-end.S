# A mapping whose offset lies beyond the end of the object has no page that may be touched.
#
# Exit: 135 (SIGBUS)
# Output:
#   | mmap at page 10 of an object of 1: ok

.include "guest.inc"
shm_name object, "/fw-truncate-wholly-beyond"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, PAGE_SIZE, PROT_READ, 10*PAGE_SIZE
  show_ok "mmap at page 10 of an object of 1"
  mov rax, [rax]
  fail "the load did not fault"
