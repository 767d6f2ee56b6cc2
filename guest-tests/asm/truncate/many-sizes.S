# An object sized up and down 200 times: its size is always what was
# asked for, the byte at its old end is kept where it grew, and everything beyond is zero.
#
# Exit: 0
# Output:
#   | sizes checked: 200
#   | bytes lost: 0
#   | bytes not zero: 0

.include "guest.inc"
.set MOST, 16 * PAGE_SIZE
shm_name object, "/fw-truncate-many-sizes"

.text
.globl _start
_start:
  shm_create object, 0
  mov rbx, rax
  shm_unlink object
  map_shared rbx, MOST
  assert_ok
  mov r12, rax
  xor ebp, ebp                          # rounds
  xor r13d, r13d                        # bytes lost
  xor r14d, r14d                        # bytes not zero
  mov r15d, 12345                       # a linear congruential sequence
1:
  imul r15, r15, 1103515245
  add r15, 12345
  mov rax, r15
  shr rax, 16
  xor edx, edx
  mov ecx, MOST
  div rcx
  lea rsi, [rdx + 1]                    # a size of 1 to MOST bytes
  push rsi
  sys ftruncate, rbx
  assert_eq rax, 0
  sys lseek, rbx, 0, SEEK_END
  pop rsi
  assert_eq rax, rsi
  mov byte ptr [r12 + rsi - 1], 0x5a
  push rsi
  sys ftruncate, rbx, MOST
  assert_eq rax, 0
  pop rsi
  cmp byte ptr [r12 + rsi - 1], 0x5a
  je 2f
  inc r13
2:
  cmp rsi, MOST
  je 4f
  cmp byte ptr [r12 + rsi], 0
  je 3f
  inc r14
3:
  cmp byte ptr [r12 + MOST - 1], 0
  je 4f
  inc r14
4:
  inc ebp
  cmp ebp, 200
  jb 1b
  print "sizes checked: "
  print_dec rbp
  newline
  print "bytes lost: "
  print_dec r13
  newline
  print "bytes not zero: "
  print_dec r14
  newline
  exit
