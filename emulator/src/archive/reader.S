# Half of the run that the build's class-data archive is made by: waits for the other half's store.

.include "guest.inc"

shm_name object, "/fw-archive"

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  map_shared rax, PAGE_SIZE, PROT_READ, 0
  mov rbx, rax
  wait_until [rbx], 1
  shm_unlink object
  print_line "read"
  exit
