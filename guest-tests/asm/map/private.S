# A private mapping shows the object and keeps its own changes: copy on write, a page at a time.
#
# Exit: 0
# Output:
#   | before: 5
#   | object changed, page untouched: 6
#   | private store: 7
#   | the object: 6
#   | object changed, page already copied: 7
#   | other page, not copied, still the object's: 9
#   | the object by read: 8
#   | a new private mapping: 8
#   | of a read-only descriptor: 10

.include "guest.inc"
shm_name object, "/fw-map-private"
.bss
.balign 8
cell: .skip 8

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  map_private rbx, 2*PAGE_SIZE
  assert_ok
  mov r13, rax
  mov qword ptr [r12], 5
  mov rax, [r13]
  show "before"
  mov qword ptr [r12], 6
  mov rax, [r13]
  show "object changed, page untouched"
  mov qword ptr [r13], 7
  mov rax, [r13]
  show "private store"
  mov rax, [r12]
  show "the object"
  mov qword ptr [r12], 8
  mov rax, [r13]
  show "object changed, page already copied"
  mov qword ptr [r12 + PAGE_SIZE], 9
  mov rax, [r13 + PAGE_SIZE]
  show "other page, not copied, still the object's"
  sys read, rbx, offset(cell), 8
  mov rax, [cell]
  show "the object by read"
  map_private rbx, 2*PAGE_SIZE
  assert_ok
  mov rax, [rax]
  show "a new private mapping"
  shm_open object, O_RDONLY
  mov rbx, rax
  map_private rbx, 2*PAGE_SIZE
  assert_ok
  add qword ptr [rax], 2
  mov rax, [rax]
  show "of a read-only descriptor"
  shm_unlink object
  exit
