# Two processes hand a token to each other through a page that they share, COUNT times in all, each
# asleep in futex(2) while the other one has it.
#
# Run: futex-token COUNT (1000). COUNT is even.
#
# Exit: 0
# Output:
#   | hand-overs: 1000, child's status: 0

.include "guest.inc"
.set FUTEX_WAIT, 0
.set FUTEX_WAKE, 1
.set TOKEN, 0
.set TURNS, 64

.text
.globl _start
_start:
  number_argument 1, 1000
  mov rbp, rax
  shr rbp                               # hand-overs that each of them makes
  sys mmap, 0, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0
  assert_ok
  mov r12, rax
  mov eax, SYS_fork
  syscall
  assert_ok
  mov rbx, rax
  xor r13d, r13d                        # who has the token when it is this one's
  test rax, rax
  setz r13b
  mov r14d, r13d
  xor r14d, 1                           # and when it is the other's
1:
  cmp [r12 + TOKEN], r13d
  je 2f
  sys futex, r12, FUTEX_WAIT, r14, 0, 0, 0
  jmp 1b
2:
  inc qword ptr [r12 + TURNS]
  mov [r12 + TOKEN], r14d
  sys futex, r12, FUTEX_WAKE, 1, 0, 0, 0
  dec rbp
  jnz 1b
  test rbx, rbx
  jz 9f
  sys wait4, rbx, offset(status), 0, 0
  assert_eq rax, rbx
  print "hand-overs: "
  print_dec [r12+TURNS]
  print ", child's status: "
  print_dec [status]
  newline
  exit
9:
  sys exit_group, 0

.bss
.balign 8
status: .skip 8
