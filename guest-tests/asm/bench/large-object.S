# COUNT times: creates an object of 256 MiB, sizes it, maps it, touches each of its 65,536 pages,
# unmaps it, unlinks it and closes it.
#
# Run: large-object COUNT (1). Needs 256 MiB of memory.
#
# Exit: 0
# Output:
#   | failures: 0

.include "guest.inc"
.set SIZE, 256 << 20
shm_name object, "/fw-bench-large-object"

.text
.globl _start
_start:
  number_argument 1, 1
  mov rbp, rax
  xor r13d, r13d
1:
  shm_create object, SIZE
  mov rbx, rax
  map_shared rbx, SIZE
  assert_ok
  mov r12, rax
  lea rcx, [r12 + SIZE]
2:
  mov [rax], rcx
  add rax, PAGE_SIZE
  cmp rax, rcx
  jb 2b
  sys munmap, r12, SIZE
  or r13, rax
  shm_unlink object
  or r13, rax
  sys close, rbx
  or r13, rax
  dec rbp
  jnz 1b
  print "failures: "
  print_dec r13
  newline
  exit
