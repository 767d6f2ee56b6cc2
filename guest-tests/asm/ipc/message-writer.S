# Writes a line into shared memory, which message-reader.S prints.
#
# Run together with message-reader; either may be started first.
#
# Exit: 0
# Output:
#   | written

.include "guest.inc"
shm_name object, "/fw-ipc-message"
.set READY, 0
.set TEXT, 64
.section .rodata
message: .asciz "What one process stores, the other one loads."
.set MESSAGE_SIZE, . - message

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  mov esi, offset message
  lea rdi, [r12 + TEXT]
  mov ecx, MESSAGE_SIZE
  rep movsb
  mov qword ptr [r12 + READY], 1
  print_line "written"
  exit
