# Memory that is writable and executable at once, because it was asked for so: code that changes
# itself, also in the page that it is running in.
#
# Exit: 0
# Output:
#   | 1 2 3 4 5 6 7 8

.include "guest.inc"

.text
# Returns one more each time, by adding to its own immediate operand.
code:
  mov eax, 1
  inc dword ptr [rip + code + 1]
  ret
.set CODE_SIZE, . - code

.globl _start
_start:
  map_anonymous PAGE_SIZE, PROT_READ|PROT_WRITE|PROT_EXEC
  assert_ok
  mov r12, rax
  mov esi, offset code
  mov rdi, r12
  mov ecx, CODE_SIZE
  rep movsb
  mov ebx, 8
1:
  call r12
  print_dec rax
  dec ebx
  jz 2f
  print " "
  jmp 1b
2:
  newline
  exit
