/*
 * Changes the instruction that follows, again and again, argv[1] times; then one in the same block
 * behind a store that spans two pages of code.
 *
 * exit: 0
 */
.include "guest.inc"

.text
.globl _start
_start:
  number_argument 1, 1000
  mov r12, rax
  map_anonymous 8192, PROT_READ|PROT_WRITE|PROT_EXEC
  assert_ok
  mov rbp, rax
  lea rsi, [rip + code]
  lea rdi, [rbp + 4096 - (across - code) - 4]
  mov rbx, rdi
  mov ecx, offset code_end - code
  rep movsb
1:
  mov rdi, r12
  call rbx
  assert_eq rax, r12
  dec r12
  jnz 1b
  exit

/* RDI: a number. Returns RAX: the same, by way of an instruction that did not hold it before. */
code:
  mov [rip + patched + 1], edi
patched:
  mov eax, 0
  mov ecx, edi
  xor ecx, 0x55555555
  mov [rip + across], ecx         /* the first byte in one page, the rest in the next */
  .byte 0xb9                      /* mov ecx, imm32 */
across:
  .long 0
  xor ecx, 0x55555555
  xor eax, ecx
  xor eax, edi
  ret
code_end:
