# Stores into a mapping that is for reading. SIGSEGV.

.include "guest.inc"
shm_name object, "/fw-junit-read-only"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE, PROT_READ
  assert_ok
  mov r12, rax
  shm_unlink object
  print_line "mapped"
store:
  mov qword ptr [r12 + 8], 1
  exit
