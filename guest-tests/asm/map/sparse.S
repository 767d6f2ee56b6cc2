# An address space used in far corners: pages 512 GiB, 1 GiB and 2 MiB apart, each with a table of
# its own at another level; all show one object.
#
# Exit: 0
# Output:
#   | at 0x10000: 1
#   | at 0x200000: 2
#   | at 0x40000000: 3
#   | at 0x8000000000: 4
#   | at 0x10000000000: 5
#   | at 0x500000000000: 6
#   | the object: 6

.include "guest.inc"
shm_name object, "/fw-map-sparse"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  .irp address, 0x10000, 0x200000, 0x40000000, 0x8000000000, 0x10000000000, 0x500000000000
  sys mmap, \address, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED_NOREPLACE, rbx, 0
  mov r12, \address
  assert_eq rax, r12
  inc qword ptr [r12]
  mov rax, [r12]
  show "at \address"
  .endr
  mov rax, [0x10000]
  show "the object"
  .irp address, 0x10000, 0x200000, 0x40000000, 0x8000000000, 0x10000000000, 0x500000000000
  sys munmap, \address, PAGE_SIZE
  assert_eq rax, 0
  .endr
  exit
