# Leaves an object behind.

.include "guest.inc"
shm_name object, "/fw-junit-left"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  exit
