# Puts a letter into the mailbox.

.include "guest.inc"
shm_name object, "/mailbox"
.set FULL, 0
.set LETTER, 8

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE            # open or create, and size it
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov qword ptr [rax + LETTER], 42
  mov qword ptr [rax + FULL], 1
  exit
