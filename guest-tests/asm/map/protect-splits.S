# mprotect of pages in the middle of a mapping changes those pages only, and changing them back
# makes one mapping of three again.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | page 1 read-only, stores to 0 and 2: 5 6
#   | page 1 can be read: 1
#   | page 1 writable again: 7
#   | page 1 read-only, now storing there

.include "guest.inc"
.set BASE, 0x10000000
shm_name object, "/fw-map-protect-splits"

.text
.globl _start
_start:
  shm_create object, 3*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  sys mmap, BASE, 3*PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, rbx, 0
  assert_eq rax, BASE
  mov qword ptr [BASE + PAGE_SIZE], 1
  sys mprotect, BASE+PAGE_SIZE, PAGE_SIZE, PROT_READ
  assert_eq rax, 0
  mov qword ptr [BASE], 5
  mov qword ptr [BASE + 2 * PAGE_SIZE], 6
  print "page 1 read-only, stores to 0 and 2: "
  print_dec [BASE]
  print " "
  print_dec [BASE+2*PAGE_SIZE]
  newline
  mov rax, [BASE + PAGE_SIZE]
  show "page 1 can be read"
  sys mprotect, BASE, 3*PAGE_SIZE, PROT_READ|PROT_WRITE
  assert_eq rax, 0
  mov qword ptr [BASE + PAGE_SIZE], 7
  mov rax, [BASE + PAGE_SIZE]
  show "page 1 writable again"
  sys mprotect, BASE+PAGE_SIZE, 1, PROT_READ
  assert_eq rax, 0
  print_line "page 1 read-only, now storing there"
  mov qword ptr [BASE + PAGE_SIZE], 8
  fail "the store did not fault"
