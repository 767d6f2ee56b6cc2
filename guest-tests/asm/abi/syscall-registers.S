# What a system call leaves of the registers (System V ABI AMD64 A.2.1): RAX holds the result, RCX
# the address behind syscall, R11 the flags; all others, the vector registers and MXCSR among them,
# are as they were.
#
# Exit: 0
# Output:
#   | result: 0
#   | rcx: the address behind syscall
#   | r11: the flags
#   | flags: kept
#   | general registers that changed: 0
#   | vector registers that changed: 0
#   | mxcsr: 0x9fc0

.include "guest.inc"

.bss
.balign 16
seen: .skip 16 * 8
stack: .skip 8
.balign 16
vectors: .skip 16 * 16
control: .skip 8

.text
.globl _start
_start:
  mov qword ptr [control], 0x9fc0       # flush to zero, denormals are zero
  ldmxcsr [control]
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  mov eax, 0x1000 + \n
  movq xmm\n, rax
  punpcklqdq xmm\n, xmm\n
  .endr
  mov [stack], rsp
  mov rbx, 0x0101010101010101
  mov rdx, 0x0202020202020202
  mov rsi, 0x0303030303030303
  mov rdi, 0x0404040404040404
  mov rbp, 0x0505050505050505
  mov r8, 0x0606060606060606
  mov r9, 0x0707070707070707
  mov r10, 0x0808080808080808
  mov r12, 0x0909090909090909
  mov r13, 0x0a0a0a0a0a0a0a0a
  mov r14, 0x0b0b0b0b0b0b0b0b
  mov r15, 0x0c0c0c0c0c0c0c0c
  mov eax, SYS_sched_yield
  std
  stc
  syscall
behind:
  mov [seen + 8 * 0], rax
  mov [seen + 8 * 1], rcx
  mov [seen + 8 * 11], r11
  pushfq
  pop qword ptr [seen + 8 * 4]
  cld
  mov [seen + 8 * 3], rbx
  mov [seen + 8 * 2], rdx
  mov [seen + 8 * 6], rsi
  mov [seen + 8 * 7], rdi
  mov [seen + 8 * 5], rbp
  mov [seen + 8 * 8], r8
  mov [seen + 8 * 9], r9
  mov [seen + 8 * 10], r10
  mov [seen + 8 * 12], r12
  mov [seen + 8 * 13], r13
  mov [seen + 8 * 14], r14
  mov [seen + 8 * 15], r15
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  movdqa [vectors + 16 * \n], xmm\n
  .endr
  assert_eq rsp, [stack]

  mov rax, [seen]
  show "result"
  assert_eq [seen+8*1], offset(behind)
  print_line "rcx: the address behind syscall"
  assert_eq [seen+8*11], [seen+8*4]
  print_line "r11: the flags"
  mov rcx, [seen + 8 * 4]
  and ecx, 0x401                        # DF and CF
  assert_eq rcx, 0x401
  print_line "flags: kept"

  xor ebx, ebx
  .macro check_register slot:req, pattern:req
    mov rax, 0x0101010101010101 * \pattern
    cmp rax, [seen + 8 * \slot]
    setne al
    movzx eax, al
    add rbx, rax
  .endm
  check_register 3, 1
  check_register 2, 2
  check_register 6, 3
  check_register 7, 4
  check_register 5, 5
  check_register 8, 6
  check_register 9, 7
  check_register 10, 8
  check_register 12, 9
  check_register 13, 10
  check_register 14, 11
  check_register 15, 12
  print "general registers that changed: "
  print_dec rbx
  newline

  xor ebx, ebx
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  cmp qword ptr [vectors + 16 * \n], 0x1000 + \n
  setne al
  movzx eax, al
  add rbx, rax
  cmp qword ptr [vectors + 16 * \n + 8], 0x1000 + \n
  setne al
  movzx eax, al
  add rbx, rax
  .endr
  print "vector registers that changed: "
  print_dec rbx
  newline
  mov qword ptr [control], 0
  stmxcsr [control]
  print "mxcsr: "
  print_hex [control]
  newline
  exit
