# The writer: makes the board, puts the squares of 1 to N on it, and waits for the reader's sum.
#
# Run: writer N (5), together with reader.

.include "guest.inc"
shm_name board, "/fw-share-board"

.set BOARD_SIZE, 20000                  # bytes of the object
.set READY, 0                           # control page: 1 when numbers and COUNT are there
.set COUNT, 8                           # how many numbers
.set SUM, 16                            # the reader's answer
.set DONE, 64                           # 1 when SUM is there
.set NUMBERS, 12288                     # the byte where the numbers begin
.set WINDOW_SIZE, 2*PAGE_SIZE

.bss
.balign 8
control: .skip 8                        # address of the control page
window: .skip 8                         # address of the byte NUMBERS

.text
.globl _start
_start:
  number_argument 1, 5
  mov rbp, rax
  shm_open board, O_CREAT|O_EXCL|O_RDWR, 0600
  assert_ok
  mov rbx, rax
  sys ftruncate, rbx, BOARD_SIZE
  assert_ok
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov [control], rax
  map_shared rbx, WINDOW_SIZE, PROT_READ|PROT_WRITE, NUMBERS
  assert_ok
  mov [window], rax
  sys close, rbx

  mov rdi, [window]
  xor ecx, ecx
1:
  cmp rcx, rbp
  je 2f
  lea rax, [rcx + 1]
  imul rax, rax
  mov [rdi + 8 * rcx], rax
  inc rcx
  jmp 1b
2:
  mov r12, [control]
  mov [r12 + COUNT], rbp
  mov qword ptr [r12 + READY], 1
  mov r13, [r12 + SUM]

  print "wrote "
  print_dec rbp
  print ", sum "
  print_dec r13
  newline
  exit
