# COUNT system calls that do nothing but answer: getpid(2).
#
# Run: null-call COUNT (100000).
#
# Exit: 0
# Output:
#   | calls with another answer than the first: 0

.include "guest.inc"

.text
.globl _start
_start:
  number_argument 1, 100000
  mov rbp, rax
  sys getpid
  mov r12, rax
  xor r13d, r13d
1:
  mov eax, SYS_getpid
  syscall
  cmp rax, r12
  jne 3f
2:
  dec rbp
  jnz 1b
  print "calls with another answer than the first: "
  print_dec r13
  newline
  exit
3:
  inc r13
  jmp 2b
