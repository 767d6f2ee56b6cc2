# One page of an object mapped, changed and unmapped 1000 times, its neighbours untouched: every
# mapping shows what the one before it left.
#
# Exit: 0
# Output:
#   | count: 1000
#   | neighbours: 0 0

.include "guest.inc"
shm_name object, "/fw-map-remap"

.text
.globl _start
_start:
  shm_create object, 3*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  mov r12d, 1000
1:
  map_shared rbx, PAGE_SIZE, PROT_READ|PROT_WRITE, PAGE_SIZE
  assert_ok
  inc qword ptr [rax]
  mov rdi, rax
  sys munmap, rdi, PAGE_SIZE
  assert_eq rax, 0
  dec r12d
  jnz 1b
  map_shared rbx, 3*PAGE_SIZE, PROT_READ
  assert_ok
  mov r13, rax
  print "count: "
  print_dec [r13+PAGE_SIZE]
  newline
  print "neighbours: "
  print_dec [r13]
  print " "
  print_dec [r13+2*PAGE_SIZE]
  newline
  exit
