/*
 * Keeps numbers, all made of argv[1], in the x87 stack, the SSE registers, both control words and
 * PKRU, and looks argv[2] times whether they are still there, while others do the same with theirs.
 *
 * exit: 0
 */
.include "guest.inc"

.text
.globl _start
_start:
  number_argument 1, 1
  mov r12, rax
  number_argument 2, 1000
  mov r13, rax

  /* Six of eight: two are left for the comparisons below. */
  fninit
  mov eax, r12d
  and eax, 3
  shl eax, 10                     /* rounding control (Intel SDM 1 8.1.5) */
  or eax, 0x37f
  mov [control], ax
  fldcw [control]
  .irp number, 1, 2, 3, 4, 5, 6
  lea rax, [r12 + \number]
  mov [number], rax
  fild qword ptr [number]
  .endr

  mov eax, r12d
  and eax, 3
  shl eax, 13                     /* rounding control (Intel SDM 1 10.2.3) */
  or eax, 0x1f80
  mov [mxcsr], eax
  ldmxcsr [mxcsr]
  .irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  lea rax, [r12 + 100 + \register]
  movq xmm\register, rax
  .endr

  /* Key 15 is nobody's; its two bits may have any value. */
  mov eax, r12d
  and eax, 3
  shl eax, 30
  or eax, 0x15555554
  mov r14d, eax
  xor ecx, ecx
  xor edx, edx
  wrpkru

1:
  .irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  movq rax, xmm\register
  lea rcx, [r12 + 100 + \register]
  assert_eq rax, rcx
  .endr
  fnstcw [seen]
  movzx eax, word ptr [seen]
  movzx ecx, word ptr [control]
  assert_eq rax, rcx
  stmxcsr [seen]
  mov eax, [seen]
  mov ecx, [mxcsr]
  assert_eq rax, rcx
  .irp depth, 0, 1, 2, 3, 4, 5
  fld st(\depth)
  fistp qword ptr [seen]
  mov rax, [seen]
  lea rcx, [r12 + 6 - \depth]
  assert_eq rax, rcx
  .endr
  xor ecx, ecx
  rdpkru
  assert_eq rax, r14
  dec r13
  jnz 1b
  exit

.data
.balign 8
number: .quad 0
seen: .quad 0
control: .long 0
mxcsr: .long 0
