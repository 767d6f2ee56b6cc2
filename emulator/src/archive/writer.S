# Half of the run that the build's class-data archive is made by: stores into a shared object.

.include "guest.inc"

shm_name object, "/fw-archive"

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  map_shared rax, PAGE_SIZE, PROT_READ|PROT_WRITE, 0
  mov rbx, rax
  mov qword ptr [rbx], 1
  print_line "written"
  exit
