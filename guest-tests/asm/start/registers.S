# How a process starts: the stack pointer 16-byte aligned, the direction flag clear, interrupts on,
# ring 3, general registers zero (Linux, ELF_PLAT_INIT), MXCSR and the x87 control word as the
# System V ABI AMD64 3.4.1 wants them.
#
# Exit: 0
# Output:
#   | rsp modulo 16: 0
#   | rflags: 0x202
#   | ring: 3
#   | other registers, or-ed: 0
#   | mxcsr: 0x1f80
#   | x87 control word: 0x37f
#   | bytes above the stack pointer are there, below too

.include "guest.inc"

.bss
.balign 8
scratch: .skip 8

.text
.globl _start
_start:
  pushfq
  pop qword ptr [scratch]
  or rax, rbx
  or rax, rcx
  or rax, rdx
  or rax, rsi
  or rax, rdi
  or rax, rbp
  or rax, r8
  or rax, r9
  or rax, r10
  or rax, r11
  or rax, r12
  or rax, r13
  or rax, r14
  or rax, r15
  mov rbx, rax
  mov rcx, rsp
  and ecx, 15
  print "rsp modulo 16: "
  print_dec rcx
  newline
  print "rflags: "
  print_hex [scratch]
  newline
  mov ecx, cs
  and ecx, 3
  print "ring: "
  print_dec rcx
  newline
  print "other registers, or-ed: "
  print_dec rbx
  newline
  mov qword ptr [scratch], 0
  stmxcsr [scratch]
  print "mxcsr: "
  print_hex [scratch]
  newline
  mov qword ptr [scratch], 0
  fnstcw [scratch]
  print "x87 control word: "
  print_hex [scratch]
  newline
  mov rax, [rsp]
  mov rax, [rsp - 8]
  mov rax, [rsp - 64 * 1024]
  print_line "bytes above the stack pointer are there, below too"
  exit
