# 5,000 mappings of one page of one object, all at once, all showing the same byte.
#
# Exit: 0
# Output:
#   | mapped: 5000
#   | sum of what they show: 15000
#   | after one store, the sum: 20000
#   | unmapped: 5000

.include "guest.inc"
.set COUNT, 5000
shm_name object, "/fw-limits-mappings"
.bss
.balign 8
addresses: .skip COUNT * 8

.macro sum_up
  xor ecx, ecx
  xor edx, edx
.Lnext\@:
  mov rax, [addresses + 8 * rcx]
  add rdx, [rax]
  inc ecx
  cmp ecx, COUNT
  jb .Lnext\@
.endm

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  xor ebp, ebp
1:
  # Private and shared by turns, so that no two neighbours are one mapping.
  mov r10d, MAP_SHARED
  test ebp, 1
  jz 2f
  mov r10d, MAP_PRIVATE
2:
  mov r12, r10
  sys mmap, 0, PAGE_SIZE, PROT_READ, r12, rbx, 0
  assert_ok
  mov [addresses + 8 * rbp], rax
  inc ebp
  cmp ebp, COUNT
  jb 1b
  print "mapped: "
  print_dec rbp
  newline
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r13, rax
  mov qword ptr [r13], 3
  sum_up
  print "sum of what they show: "
  print_dec rdx
  newline
  mov qword ptr [r13], 4
  sum_up
  print "after one store, the sum: "
  print_dec rdx
  newline
  xor ebp, ebp
3:
  mov rdi, [addresses + 8 * rbp]
  sys munmap, rdi, PAGE_SIZE
  assert_eq rax, 0
  inc ebp
  cmp ebp, COUNT
  jb 3b
  print "unmapped: "
  print_dec rbp
  newline
  exit
