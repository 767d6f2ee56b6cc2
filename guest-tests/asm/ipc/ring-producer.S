# One half of a ring of 512 places in shared memory: puts the numbers 1 to COUNT into it, waiting
# while it is full. The other half is ring-consumer.S; either may be started first.
#
# Run: ring-producer COUNT (5000), together with ring-consumer COUNT.
#
# Exit: 0
# Output:
#   | sent 5000

.include "guest.inc"
shm_name object, "/fw-ipc-ring"

# The object: a page with the two positions, in cache lines of their own, and a page of places.
.set PUT, 0                             # numbers put in so far; the producer's
.set TAKEN, 64                          # numbers taken out so far; the consumer's
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
  xor r13d, r13d                        # put in so far
1:
  cmp r13, rbp
  je 4f
2:
  mov rax, r13
  sub rax, [r12 + TAKEN]
  cmp rax, PLACE_COUNT
  jb 3f
  sys sched_yield
  jmp 2b
3:
  mov rax, r13
  and eax, PLACE_COUNT - 1
  inc r13
  mov [r12 + PLACES + 8 * rax], r13
  mov [r12 + PUT], r13                  # x86 keeps the order of stores: the place first
  jmp 1b
4:
  print "sent "
  print_dec r13
  newline
  shm_leave [r12+LEFT], 2, object
  exit
