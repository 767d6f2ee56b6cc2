# The other half of ring-producer.S: takes COUNT numbers out of the ring, checks that they come in
# order, and adds them up.
#
# Run: ring-consumer COUNT (5000), together with ring-producer COUNT.
#
# Exit: 0
# Output:
#   | received 5000, sum 12502500

.include "guest.inc"
shm_name object, "/fw-ipc-ring"

.set PUT, 0
.set TAKEN, 64
.set LEFT, 128
.set PLACES, PAGE_SIZE
.set PLACE_COUNT, 512

.text
.globl _start
_start:
  number_argument 1, 5000
  mov rbp, rax
  shm_join object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  xor r13d, r13d                        # taken out so far
  xor r14d, r14d                        # sum
1:
  cmp r13, rbp
  je 4f
2:
  cmp [r12 + PUT], r13
  ja 3f
  sys sched_yield
  jmp 2b
3:
  mov rax, r13
  and eax, PLACE_COUNT - 1
  mov rcx, [r12 + PLACES + 8 * rax]
  inc r13
  assert_eq rcx, r13
  add r14, rcx
  mov [r12 + TAKEN], r13
  jmp 1b
4:
  print "received "
  print_dec r13
  print ", sum "
  print_dec r14
  newline
  shm_leave [r12+LEFT], 2, object
  exit
