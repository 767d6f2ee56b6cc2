# Takes the letter out of the mailbox and marks it as empty: a store, for which its mapping is not made.

.include "guest.inc"
shm_name object, "/mailbox"
.set FULL, 0
.set LETTER, 8

.bss
.balign 8
mailbox: .skip 8

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE, PROT_READ
  assert_ok
  mov [mailbox], rax
  mov r12, rax
  wait_until [r12 + FULL], 1
take:
  shm_unlink object
  print "received "
  print_dec [r12 + LETTER]
  newline
  mov qword ptr [r12 + FULL], 0
  exit
