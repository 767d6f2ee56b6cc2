# Anonymous memory: zero at first, private or shared, in any number of pieces; a piece unmapped and
# mapped again is zero again.
#
# Exit: 0
# Output:
#   | private, at first: 0
#   | private, stored: 5
#   | shared, at first: 0
#   | shared, stored: 6
#   | unmapped and mapped again: 0
#   | 1000 pages, sum of what was at first there: 0
#   | 1000 pages, sum of what was stored: 499500

.include "guest.inc"
.set BASE, 0x10000000

.text
.globl _start
_start:
  sys mmap, BASE, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0
  assert_eq rax, BASE
  mov rax, [BASE]
  show "private, at first"
  mov qword ptr [BASE], 5
  mov rax, [BASE]
  show "private, stored"
  sys mmap, 0, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0
  assert_ok
  mov r12, rax
  mov rax, [r12]
  show "shared, at first"
  mov qword ptr [r12], 6
  mov rax, [r12]
  show "shared, stored"
  sys munmap, BASE, PAGE_SIZE
  assert_eq rax, 0
  sys mmap, BASE, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0
  assert_eq rax, BASE
  mov rax, [BASE]
  show "unmapped and mapped again"

  map_anonymous 1000*PAGE_SIZE
  assert_ok
  mov r12, rax
  xor ecx, ecx
  xor edx, edx
  xor ebx, ebx
1:
  add rbx, [r12]
  mov [r12], rcx
  add rdx, [r12]
  add r12, PAGE_SIZE
  inc ecx
  cmp ecx, 1000
  jb 1b
  print "1000 pages, sum of what was at first there: "
  print_dec rbx
  newline
  print "1000 pages, sum of what was stored: "
  print_dec rdx
  newline
  exit
