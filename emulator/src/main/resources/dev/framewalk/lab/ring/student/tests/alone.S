# TITLE: One process: full is full, empty is empty, and the order is kept all the way round
# RUN: test
# EXPECT-OUT: 70 values went round
# BUDGET: 200K

.set RING_PLACES, 5
.include "ring-test.inc"

# Puts R13 in; RAX as ring_try_put leaves it.
.macro try_put
  mov rsi, r13
  ring_call ring_try_put
.endm

.text
.globl _start
_start:
  call join_ring
  mov r12d, 100                         # the value to come out next
  mov r13d, 100                         # the value to go in next
  call rounds
  # The counts go on behind 32 bits.
  mov rax, 0xfffffffe
  mov [rbp + RING_PUT], rax
  mov [rbp + RING_TAKEN], rax
  call rounds
  shm_unlink ring_object
  sub r13, 100
  print_dec r13
  print_line " values went round"
  exit

# Seven times: fills the ring, empties it.
rounds:
  push 7
1:
  ring_call ring_try_get
  cmp eax, 0
  je 2f
  refuse "ring_try_get finds a value in an empty ring"
2:
  push RING_PLACES
3:
  try_put
  cmp eax, 1
  je 4f
  mov rcx, RING_PLACES
  sub rcx, [rsp]
  print "ring_try_put finds the ring full at "
  print_dec rcx
  print " of "
  mov ecx, RING_PLACES
  print_dec rcx
  refuse " values"
4:
  inc r13
  dec qword ptr [rsp]
  jnz 3b
  mov rax, [rbp + RING_PUT]
  sub rax, [rbp + RING_TAKEN]
  cmp rax, RING_PLACES
  je 5f
  print "the ring is full, and RING_PUT - RING_TAKEN is "
  print_dec rax
  refuse
5:
  try_put
  cmp eax, 0
  je 6f
  refuse "ring_try_put puts a value into a full ring"
6:
  mov dword ptr [rsp], RING_PLACES
7:
  ring_call ring_try_get
  cmp eax, 1
  je 8f
  refuse "ring_try_get finds nothing, and not all values are out yet"
8:
  cmp rdx, r12
  je 9f
  print "ring_try_get: out came "
  print_dec rdx
  print " where "
  print_dec r12
  refuse " was due"
9:
  inc r12
  dec qword ptr [rsp]
  jnz 7b
  add rsp, 8
  call check_guard
  dec qword ptr [rsp]
  jnz 1b
  add rsp, 8
  ret
