# Unlinking takes the name alone. Who has the object mapped keeps it; the name is free for another.
#
# RUN: unlink-while-mapped
# TITLE: an object outlives its name
# EXPECT-OUT: old 7
# EXPECT-OUT: new 0
# EXPECT-OBJECTS: /fw-asm-unlink
# EXPECT-NATIVE: same

.include "guest.inc"
shm_name object, "/fw-asm-unlink"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  map_shared rax, PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12], 7
  shm_unlink object
  assert_eq rax, 0
  shm_unlink object
  assert_errno ENOENT
  shm_create object, PAGE_SIZE          # another object of the same name, which stays
  map_shared rax, PAGE_SIZE
  assert_ok
  mov r13, rax
  print "old "
  print_dec [r12]
  newline
  print "new "
  print_dec [r13]
  newline
  exit
