# Adds 1 to a shared counter COUNT times with lock inc; when all PARTIES are done, no addition has
# been lost.
#
# Run: counter COUNT PARTIES (20000 3), three times at once.
#
# Exit: 0
# Output:
#   | total 60000

.include "guest.inc"
shm_name object, "/fw-ipc-counter"
.set COUNTER, 0
.set DONE, 64
.set LEFT, 128

.text
.globl _start
_start:
  number_argument 1, 20000
  mov rbp, rax
  number_argument 2, 3
  mov r13, rax
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
1:
  lock inc qword ptr [r12 + COUNTER]
  dec rbp
  jnz 1b
  lock inc qword ptr [r12 + DONE]
  wait_until [r12+DONE], r13
  print "total "
  print_dec [r12+COUNTER]
  newline
  shm_leave [r12+LEFT], r13, object
  exit
