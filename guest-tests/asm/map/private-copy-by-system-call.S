# The kernel's own stores copy on write as well: read(2) and fstat(2) into a private mapping leave
# the object alone.
#
# Exit: 0
# Output:
#   | read into the private mapping: 8
#   | it holds: 0x6e6f6d6d6f63
#   | the object there: 0
#   | fstat into its other page: 0
#   | the size there: 8192
#   | the object there: 0

.include "guest.inc"
shm_name object, "/fw-map-private-copy"
shm_name other, "/fw-map-private-copy-source"
.section .rodata
.balign 8
text: .asciz "common\0"

.text
.globl _start
_start:
  shm_create other, 0
  mov r14, rax
  shm_unlink other
  sys write, r14, offset(text), 8
  assert_eq rax, 8
  sys lseek, r14, 0, SEEK_SET
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  map_private rbx, 2*PAGE_SIZE
  assert_ok
  mov r13, rax
  sys read, r14, r13, 8
  show "read into the private mapping"
  print "it holds: "
  print_hex [r13]
  newline
  mov rax, [r12]
  show "the object there"
  lea rsi, [r13 + PAGE_SIZE]
  sys fstat, rbx, rsi
  show "fstat into its other page"
  mov rax, [r13 + PAGE_SIZE + STAT_size]
  show "the size there"
  mov rax, [r12 + PAGE_SIZE + STAT_size]
  show "the object there"
  exit
