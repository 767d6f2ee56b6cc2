# The frame holds the registers of x87 and SSE: a handler that destroys them does no harm, and what
# it writes into the frame's image is in force behind it.
#
# Exit: 0
# Output:
#   | xmm0: 0x1122334455667788
#   | xmm15: 0x99aabbccddeeff00
#   | x87: 7
#   | mxcsr: 0x3f80
#   | x87 control cell: 0x27f
#   | image at a multiple of 64: 1
#   | xmm1 from the image: 0x5a5a

.include "guest.inc"
.include "signal.inc"

.bss
.balign 8
cell: .skip 8

.text
handler:
  mov rbx, [rdx + UC_fpstate]
  mov r12, [rbx + 160]
  pxor xmm0, xmm0
  pxor xmm15, xmm15
  fninit
  fldz
  mov dword ptr [cell], 0x1f80
  ldmxcsr [cell]
  mov rax, 0x1122334455667788
  assert_eq r12, rax
  mov qword ptr [rbx + 176], 0x5a5a
  mov rax, rbx
  and eax, 63
  xor ecx, ecx
  test eax, eax
  sete cl
  mov [rdx + UC_r12], rcx
  ret

.globl _start
_start:
  on_signal SIGUSR1, handler, SA_SIGINFO
  mov rax, 0x1122334455667788
  movq xmm0, rax
  mov rax, 0x99aabbccddeeff00
  movq xmm15, rax
  mov qword ptr [cell], 7
  fild qword ptr [cell]
  mov dword ptr [cell], 0x3f80
  ldmxcsr [cell]
  mov dword ptr [cell], 0x27f
  fldcw [cell]
  send_self SIGUSR1
  movq rbx, xmm0
  print "xmm0: "
  print_hex rbx
  newline
  movq rbx, xmm15
  print "xmm15: "
  print_hex rbx
  newline
  fistp qword ptr [cell]
  print "x87: "
  print_dec [cell]
  newline
  mov qword ptr [cell], 0
  stmxcsr [cell]
  print "mxcsr: "
  print_hex [cell]
  newline
  mov qword ptr [cell], 0
  fnstcw [cell]
  print "x87 control cell: "
  print_hex [cell]
  newline
  print "image at a multiple of 64: "
  print_dec r12
  newline
  movq rbx, xmm1
  print "xmm1 from the image: "
  print_hex rbx
  newline
  exit
