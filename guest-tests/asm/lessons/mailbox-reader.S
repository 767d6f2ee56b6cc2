# Fetches the letter that mailbox-writer.S put into shared memory, and says that the mailbox is
# empty again: a store, for which its own mapping is not made. SIGSEGV.
#
# Run together with mailbox-writer; either may be started first.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | received 42

.include "guest.inc"
shm_name mailbox, "/fw-lessons-mailbox"
.set FULL, 0
.set LETTER, 8

.text
.globl _start
_start:
  shm_join mailbox, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE, PROT_READ
  assert_ok
  mov r12, rax
  wait_until [r12+FULL], 1
  shm_unlink mailbox
  print "received "
  print_dec [r12+LETTER]
  newline
empty_the_mailbox:
  mov qword ptr [r12 + FULL], 0
  exit
