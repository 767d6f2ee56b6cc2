# Puts a letter into a mailbox in shared memory, which mailbox-reader.S fetches.
#
# Run together with mailbox-reader; either may be started first.
#
# Exit: 0
# Output:
#   | sent

.include "guest.inc"
shm_name mailbox, "/fw-lessons-mailbox"
.set FULL, 0
.set LETTER, 8

.text
.globl _start
_start:
  shm_join mailbox, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov qword ptr [rax + LETTER], 42
  mov qword ptr [rax + FULL], 1
  print_line "sent"
  exit
