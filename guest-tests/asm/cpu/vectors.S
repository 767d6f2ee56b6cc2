# Vector loads and stores on shared pages, aligned and not, inside a page and across two.
#
# Exit: 0
# Output:
#   | movdqa: 0x1111 0x2222
#   | movdqu at an odd place: 0x1111 0x2222
#   | movdqu across two pages: 0x1111 0x2222
#   | movntdq and sfence: 0x1111 0x2222
#   | paddq: 0x2222 0x4444
#   | double precision, 3 times 7 divided by 2, as an integer: 10

.include "guest.inc"
shm_name object, "/fw-cpu-vectors"
.section .rodata
.balign 16
pair: .quad 0x1111, 0x2222

.macro show_pair address:req, text:req
  print "\text: "
  print_hex [\address]
  print " "
  print_hex [\address+8]
  newline
.endm

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r13, rax
  movdqa xmm0, [pair]
  movdqa [r12], xmm0
  show_pair r13, "movdqa"
  movdqu [r12 + 101], xmm0
  show_pair r13+101, "movdqu at an odd place"
  movdqu [r12 + PAGE_SIZE - 5], xmm0
  show_pair r13+PAGE_SIZE-5, "movdqu across two pages"
  movntdq [r12 + 256], xmm0
  sfence
  show_pair r13+256, "movntdq and sfence"
  movdqu xmm1, [r13 + PAGE_SIZE - 5]
  paddq xmm1, xmm0
  movdqa [r12 + 512], xmm1
  show_pair r13+512, "paddq"
  mov eax, 3
  cvtsi2sd xmm0, rax
  mov eax, 7
  cvtsi2sd xmm1, rax
  mulsd xmm0, xmm1
  mov eax, 2
  cvtsi2sd xmm1, rax
  divsd xmm0, xmm1
  cvttsd2si rax, xmm0
  show "double precision, 3 times 7 divided by 2, as an integer"
  exit
