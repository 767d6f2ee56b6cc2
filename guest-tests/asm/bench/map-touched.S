# COUNT times: maps one page of an object, adds 1 to a word in it, and unmaps it.
#
# Run: map-touched COUNT (20000).
#
# Exit: 0
# Output:
#   | additions missing: 0

.include "guest.inc"
shm_name object, "/fw-bench-map-touched"

.text
.globl _start
_start:
  number_argument 1, 20000
  mov rbp, rax
  mov r12, rax
  shm_create object, PAGE_SIZE
  mov rbx, rax
  shm_unlink object
1:
  map_shared rbx, PAGE_SIZE
  mov rdi, rax
  inc qword ptr [rdi]
  sys munmap, rdi, PAGE_SIZE
  dec rbp
  jnz 1b
  map_shared rbx, PAGE_SIZE
  assert_ok
  sub r12, [rax]
  print "additions missing: "
  print_dec r12
  newline
  exit
