# Looks at the bytes that torn-writer.S fails to store.
#
# Run together with torn-writer; either may be started first.
#
# Exit: 0
# Output:
#   | the bytes on both pages, 1000 times: 0x11111111

.include "guest.inc"
shm_name object, "/fw-ipc-torn"
.set STATE, 0

.text
.globl _start
_start:
  shm_join object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12 + STATE], 1
  wait_until [r12+STATE], 2
  mov ebp, 1000
1:
  assert_eq [r12+PAGE_SIZE-4], 0x11111111
  sys sched_yield
  dec ebp
  jnz 1b
  print "the bytes on both pages, 1000 times: "
  print_hex [r12+PAGE_SIZE-4]
  newline
  shm_unlink object
  exit
