# COUNT times: maps one page of an object and unmaps it without having touched it.
#
# Run: map-untouched COUNT (20000).
#
# Exit: 0
# Output:
#   | failures: 0

.include "guest.inc"
shm_name object, "/fw-bench-map-untouched"

.text
.globl _start
_start:
  number_argument 1, 20000
  mov rbp, rax
  shm_create object, PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  xor r13d, r13d
1:
  map_shared rbx, PAGE_SIZE
  mov rdi, rax
  sys munmap, rdi, PAGE_SIZE
  or r13, rax
  dec rbp
  jnz 1b
  print "failures: "
  print_dec r13
  newline
  exit
