# Unmapping pages in the middle of a mapping leaves two mappings on either side, each still showing
# its part of the object; the hole faults.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before the hole: 0
#   | behind the hole: 3
#   | the front unmapped, the back: 4
#   | now loading from the hole

.include "guest.inc"
.set BASE, 0x10000000
shm_name object, "/fw-map-unmap-splits"

.text
.globl _start
_start:
  shm_create object, 5*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  sys mmap, BASE, 5*PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, rbx, 0
  assert_eq rax, BASE
  .irp page, 0, 1, 2, 3, 4
  mov qword ptr [BASE + \page * PAGE_SIZE], \page
  .endr
  sys munmap, BASE+PAGE_SIZE, 2*PAGE_SIZE
  assert_eq rax, 0
  mov rax, [BASE]
  show "before the hole"
  mov rax, [BASE + 3 * PAGE_SIZE]
  show "behind the hole"
  sys munmap, BASE, 4*PAGE_SIZE
  assert_eq rax, 0
  mov rax, [BASE + 4 * PAGE_SIZE]
  show "the front unmapped, the back"
  print_line "now loading from the hole"
  mov rax, [BASE + 2 * PAGE_SIZE]
  fail "the load did not fault"
