# A loop in registers, COUNT rounds of a xorshift generator (Marsaglia 2003, 13 7 17): no memory,
# no system call.
#
# Run: compute COUNT (1000000).
#
# Exit: 0
# Output:
#   | state: 0x652cf958c2958ad6

.include "guest.inc"

.text
.globl _start
_start:
  number_argument 1, 1000000
  mov rbp, rax
  mov rax, 88172645463325252
1:
  mov rcx, rax
  shl rcx, 13
  xor rax, rcx
  mov rcx, rax
  shr rcx, 7
  xor rax, rcx
  mov rcx, rax
  shl rcx, 17
  xor rax, rcx
  dec rbp
  jnz 1b
  print "state: "
  print_hex rax
  newline
  exit
