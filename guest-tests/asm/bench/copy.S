# Copies 32 MiB from one shared mapping to another with rep movsq, COUNT times, and back; mmap
# chooses the addresses.
#
# Run: copy COUNT (2). Needs 64 MiB of memory.
#
# Exit: 0
# Output:
#   | last word copied: 0x3fffff

.include "guest.inc"
.set SIZE, 32 << 20
shm_name first, "/fw-bench-copy-a"
shm_name second, "/fw-bench-copy-b"

.text
.globl _start
_start:
  number_argument 1, 2
  mov rbp, rax
  shm_create first, SIZE
  mov rbx, rax
  shm_unlink first
  map_shared rbx, SIZE
  assert_ok
  mov r12, rax
  shm_create second, SIZE
  mov rbx, rax
  shm_unlink second
  map_shared rbx, SIZE
  assert_ok
  mov r13, rax
  xor eax, eax
1:
  mov [r12 + 8 * rax], rax
  inc eax
  cmp eax, SIZE / 8
  jb 1b
2:
  mov rsi, r12
  mov rdi, r13
  mov ecx, SIZE / 8
  rep movsq
  mov rsi, r13
  mov rdi, r12
  mov ecx, SIZE / 8
  rep movsq
  dec rbp
  jnz 2b
  print "last word copied: "
  print_hex [r13+SIZE-8]
  newline
  exit
