# Adds 1 to a shared counter COUNT times with plain loads and stores under a lock made of xchg.
# Under the same lock it keeps two counters that must never be seen to differ.
#
# Run: spinlock COUNT (3000), twice at once.
#
# Exit: 0
# Output:
#   | total 6000, seen to differ: 0

.include "guest.inc"
shm_name object, "/fw-ipc-spinlock"
.set LOCK, 0
.set FIRST, 64
.set SECOND, 128
.set DONE, 192
.set LEFT, 256

.text
.globl _start
_start:
  number_argument 1, 3000
  mov rbp, rax
  mov r13, rax
  add r13, rax                          # the total of two
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  xor r14d, r14d                        # times seen to differ
1:
  mov eax, 1
  xchg [r12 + LOCK], rax
  test rax, rax
  jz 2f
  sys sched_yield
  jmp 1b
2:
  mov rax, [r12 + FIRST]
  mov rcx, [r12 + SECOND]
  cmp rax, rcx
  je 3f
  inc r14
3:
  inc rax
  mov [r12 + FIRST], rax
  inc rcx
  mov [r12 + SECOND], rcx
  mov qword ptr [r12 + LOCK], 0
  dec rbp
  jnz 1b
  lock inc qword ptr [r12 + DONE]
  wait_until [r12+DONE], 2
  print "total "
  print_dec [r12+FIRST]
  print ", seen to differ: "
  print_dec r14
  newline
  shm_leave [r12+LEFT], 2, object
  exit
