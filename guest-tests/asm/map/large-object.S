# An object of 256 MiB, mapped whole, a number stored to each of its 65,536 pages through one
# mapping and read back through a second one.
#
# Needs 256 MiB of memory.
#
# Exit: 0
# Output:
#   | size: 268435456
#   | pages stored: 65536
#   | sum read back: 2147450880
#   | pages in order: 65536
#   | unmapped: 0
#   | unlinked: 0

.include "guest.inc"
.set SIZE, 256 << 20
shm_name object, "/fw-map-large-object"

.text
.globl _start
_start:
  shm_create object, SIZE
  mov rbx, rax
  sys lseek, rbx, 0, SEEK_END
  show "size"
  map_shared rbx, SIZE
  assert_ok
  mov r12, rax
  map_shared rbx, SIZE, PROT_READ
  assert_ok
  mov r13, rax
  xor ecx, ecx
  mov rdi, r12
1:
  mov [rdi], rcx
  add rdi, PAGE_SIZE
  inc ecx
  cmp ecx, SIZE / PAGE_SIZE
  jb 1b
  print "pages stored: "
  print_dec rcx
  newline
  xor ecx, ecx
  xor edx, edx
  xor r14d, r14d
  mov rsi, r13
2:
  mov rax, [rsi]
  add rdx, rax
  cmp rax, rcx
  sete al
  movzx eax, al
  add r14, rax
  add rsi, PAGE_SIZE
  inc ecx
  cmp ecx, SIZE / PAGE_SIZE
  jb 2b
  print "sum read back: "
  print_dec rdx
  newline
  print "pages in order: "
  print_dec r14
  newline
  sys munmap, r12, SIZE
  show "unmapped"
  shm_unlink object
  show "unlinked"
  exit
