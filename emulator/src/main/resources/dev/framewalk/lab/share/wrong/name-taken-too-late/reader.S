# The reader: waits for the board, takes its name away, and adds up the numbers on it.
#
# Run: reader, together with writer N.

.include "guest.inc"
shm_name board, "/fw-share-board"

.set BOARD_SIZE, 20000
.set READY, 0
.set COUNT, 8
.set SUM, 16
.set DONE, 64
.set NUMBERS, 12288
.set WINDOW_SIZE, 2*PAGE_SIZE

.bss
.balign 8
control: .skip 8
window: .skip 8
stat: .skip STAT_SIZE

.text
.globl _start
_start:
1:                                      # until the writer has made it
  shm_open board, O_RDWR
  cmp rax, -ENOENT
  jne 2f
  sys sched_yield
  jmp 1b
2:
  assert_ok
  mov rbx, rax
3:                                      # until the writer has sized it
  sys fstat, rbx, offset(stat)
  assert_ok
  cmp qword ptr [stat + STAT_size], BOARD_SIZE
  je 4f
  sys sched_yield
  jmp 3b
4:
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov [control], rax
  map_shared rbx, WINDOW_SIZE, PROT_READ, NUMBERS
  assert_ok
  mov [window], rax
  sys close, rbx

  mov r12, [control]
  wait_until [r12+READY], 1

  mov rsi, [window]
  mov rbp, [r12 + COUNT]
  xor ecx, ecx
  xor r13d, r13d
5:
  cmp rcx, rbp
  je 6f
  add r13, [rsi + 8 * rcx]
  inc rcx
  jmp 5b
6:
  mov [r12 + SUM], r13
  mov qword ptr [r12 + DONE], 1
  print_dec rbp
  print " numbers, sum "
  print_dec r13
  newline
  shm_unlink board
  exit
