/*
 * Runs random bytes: argv[1] is the seed. 16 pages that may be written and executed are filled by
 * a generator, and the program jumps to the first byte, with registers that point into them.
 *
 * Ends by whatever signal its bytes deserve, by the system calls that they are, or not at all.
 */
.include "guest.inc"

.set BYTES, 65536

.text
.globl _start
_start:
  number_argument 1, 1
  movabs rcx, 0x9e3779b97f4a7c15
  imul rax, rcx
  or rax, 1
  mov r12, rax
  map_anonymous BYTES, PROT_READ|PROT_WRITE|PROT_EXEC
  mov rbx, rax
  xor ecx, ecx
1:
  mov rax, r12                    /* xorshift64 */
  shl rax, 13
  xor r12, rax
  mov rax, r12
  shr rax, 7
  xor r12, rax
  mov rax, r12
  shl rax, 17
  xor r12, rax
  mov [rbx + rcx], r12
  add ecx, 8
  cmp ecx, BYTES
  jb 1b
  .irp register, rax, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r13, r14, r15
  lea \register, [rbx + 0x4321]
  .endr
  mov ecx, 100                    /* short repetitions */
  jmp rbx
