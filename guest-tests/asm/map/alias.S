# Two shared mappings of one object at two addresses are one memory: a store through one is a load
# through the other, at once, for every size of access.
#
# Exit: 0
# Output:
#   | addresses differ: yes
#   | 8 bytes stored through the first: 0x1122334455667788
#   | 1 byte stored through the second: 0x11223344556677ff
#   | exchanged through the first: 0x11223344556677ff
#   | added to through the second: 10
#   | 16 bytes stored through the first: 0xa 0xa
#   | on the second page: 77
#   | after unmapping the first: 77

.include "guest.inc"
shm_name object, "/fw-map-alias"

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r13, rax
  cmp r12, r13
  je 1f
  print_line "addresses differ: yes"
1:
  mov rax, 0x1122334455667788
  mov [r12], rax
  print "8 bytes stored through the first: "
  print_hex [r13]
  newline
  mov byte ptr [r13], 0xff
  print "1 byte stored through the second: "
  print_hex [r12]
  newline
  mov eax, 5
  xchg [r12], rax
  print "exchanged through the first: "
  print_hex rax
  newline
  mov eax, 5
  lock xadd [r13], rax
  mov rax, [r12]
  show "added to through the second"
  movq xmm0, rax
  punpcklqdq xmm0, xmm0
  movdqu [r12 + 8], xmm0
  print "16 bytes stored through the first: "
  print_hex [r13+8]
  print " "
  print_hex [r13+16]
  newline
  mov qword ptr [r13 + PAGE_SIZE], 77
  mov rax, [r12 + PAGE_SIZE]
  show "on the second page"
  sys munmap, r12, 2*PAGE_SIZE
  mov rax, [r13 + PAGE_SIZE]
  show "after unmapping the first"
  shm_unlink object
  exit
