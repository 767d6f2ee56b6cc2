# read(2) and write(2) of many pages at once, from memory that has never been touched and into it,
# beginning and ending inside pages.
#
# Exit: 0
# Output:
#   | write 1 MiB of untouched memory: 1048576
#   | write 1 MiB of numbers at 4000: 1048576
#   | size: 1052576
#   | read them into untouched memory: 1048576
#   | differing words: 0

.include "guest.inc"
.set SIZE, 1 << 20
shm_name object, "/fw-data-long-copy"

.text
.globl _start
_start:
  shm_create object, 0
  mov rbx, rax
  map_anonymous SIZE+PAGE_SIZE
  assert_ok
  mov r12, rax
  sys write, rbx, r12, SIZE
  show "write 1 MiB of untouched memory"
  lea rdi, [r12 + 24]
  xor eax, eax
1:
  mov [rdi + 8 * rax], rax
  inc eax
  cmp eax, SIZE / 8
  jb 1b
  sys lseek, rbx, 4000, SEEK_SET
  lea rsi, [r12 + 24]
  sys write, rbx, rsi, SIZE
  show "write 1 MiB of numbers at 4000"
  sys lseek, rbx, 0, SEEK_END
  show "size"
  map_anonymous SIZE+PAGE_SIZE
  assert_ok
  mov r13, rax
  sys lseek, rbx, 4000, SEEK_SET
  lea rsi, [r13 + 136]
  sys read, rbx, rsi, SIZE
  show "read them into untouched memory"
  lea rsi, [r13 + 136]
  xor eax, eax
  xor ecx, ecx
2:
  cmp [rsi + 8 * rax], rax
  je 3f
  inc rcx
3:
  inc eax
  cmp eax, SIZE / 8
  jb 2b
  print "differing words: "
  print_dec rcx
  newline
  shm_unlink object
  exit
