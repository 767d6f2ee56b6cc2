# Prints the line that message-writer.S wrote into shared memory; its own mapping is read-only.
#
# Run together with message-writer; either may be started first.
#
# Exit: 0
# Output:
#   | What one process stores, the other one loads.

.include "guest.inc"
shm_name object, "/fw-ipc-message"
.set READY, 0
.set TEXT, 64

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE, PROT_READ
  assert_ok
  mov r12, rax
  wait_until [r12+READY], 1
  lea rbx, [r12 + TEXT]
  print_string rbx
  newline
  shm_unlink object
  exit
