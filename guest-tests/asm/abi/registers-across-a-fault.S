# A fault that the kernel mends - a page touched for the first time - is invisible: registers,
# vector registers and flags are as they were, and the instruction has run once.
#
# Exit: 0
# Output:
#   | pages touched: 256
#   | sum of what lock xadd found: 0
#   | registers that changed: 0
#   | carry flag kept: 256
#   | vector register: 0x77
#   | string store across pages: rcx 0, rdi at the end

.include "guest.inc"
.set PAGES, 256

.text
.globl _start
_start:
  map_anonymous PAGES*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov eax, 0x77
  movq xmm7, rax
  xor ebx, ebx                          # pages
  xor ebp, ebp                          # sum
  xor r13d, r13d                        # registers that changed
  xor r14d, r14d                        # carries kept
  mov rdi, r12
1:
  mov eax, 1
  mov ecx, 0x1111
  mov edx, 0x2222
  mov esi, 0x3333
  stc
  mov [rdi + 8], rcx                    # the first touch; mov changes no flag
  adc r14, 0
  lock xadd [rdi], rax
  add rbp, rax
  cmp ecx, 0x1111
  setne al
  cmp edx, 0x2222
  setne cl
  cmp esi, 0x3333
  setne dl
  or al, cl
  or al, dl
  movzx eax, al
  add r13, rax
  add rdi, PAGE_SIZE
  inc ebx
  cmp ebx, PAGES
  jb 1b
  print "pages touched: "
  print_dec rbx
  newline
  print "sum of what lock xadd found: "
  print_dec rbp
  newline
  print "registers that changed: "
  print_dec r13
  newline
  print "carry flag kept: "
  print_dec r14
  newline
  movq rax, xmm7
  print "vector register: "
  print_hex rax
  newline

  map_anonymous PAGES*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov rdi, r12
  mov ecx, PAGES * PAGE_SIZE / 8
  mov eax, 5
  rep stosq
  sub rdi, r12
  assert_eq rdi, PAGES*PAGE_SIZE
  assert_eq rcx, 0
  assert_eq [r12+PAGES*PAGE_SIZE-8], 5
  print_line "string store across pages: rcx 0, rdi at the end"
  exit
