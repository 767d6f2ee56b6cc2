# The loader gives each segment its own contents and zeroes what follows the file's bytes: .bss,
# also on the page that .data ends on.
#
# Exit: 0
# Output:
#   | .rodata: as written
#   | .data: as written
#   | .data can be changed
#   | .bss: 0 bytes differ from zero

.include "guest.inc"

.section .rodata
.balign 8
constant: .quad 0x1122334455667788
.data
.balign 8
variable: .quad 0x8877665544332211
.bss
.balign 8
zeros: .skip 3 * PAGE_SIZE
.set ZEROS_SIZE, . - zeros

.text
.globl _start
_start:
  assert_eq [constant], 0x1122334455667788
  print_line ".rodata: as written"
  assert_eq [variable], 0x8877665544332211
  print_line ".data: as written"
  mov qword ptr [variable], 5
  assert_eq [variable], 5
  print_line ".data can be changed"
  mov esi, offset zeros
  mov ecx, ZEROS_SIZE
  xor ebx, ebx
1:
  cmp byte ptr [rsi], 0
  setne al
  movzx eax, al
  add rbx, rax
  inc rsi
  loop 1b
  print ".bss: "
  print_dec rbx
  print_line " bytes differ from zero"
  exit
