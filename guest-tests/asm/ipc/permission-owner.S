# Stores into an object that permission-reader.S may only read; what it stores is what is there,
# also after the other one has tried.
#
# Run together with permission-reader; either may be started first.
#
# Exit: 0
# Output:
#   | after 1000 yields: 2

.include "guest.inc"
shm_name object, "/fw-ipc-permission"
shm_name answers, "/fw-ipc-permission-answers"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  shm_join answers, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r13, rax
  mov qword ptr [r12], 1
  mov qword ptr [r13], 1
  wait_until [r13], 2
  mov qword ptr [r12], 2
  wait_until [r13], 3
  mov ebp, 1000
1:
  sys sched_yield
  dec ebp
  jnz 1b
  mov rax, [r12]
  show "after 1000 yields"
  shm_unlink object
  shm_unlink answers
  exit
