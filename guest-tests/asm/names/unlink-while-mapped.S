# A mapping alone keeps an object alive, without name and without descriptor; a new object of the
# same name is another one.
#
# Exit: 0
# Output:
#   | old object: 40
#   | new object, at first: 0
#   | old object, still: 41
#   | new object: 42
#   | size of the new object: 4096

.include "guest.inc"
shm_name object, "/fw-names-unlink-while-mapped"

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  sys close, rbx
  mov qword ptr [r12], 40
  shm_unlink object
  assert_eq rax, 0
  mov rax, [r12]
  show "old object"

  shm_open object, O_RDWR|O_CREAT|O_EXCL, 0600
  assert_ok
  mov rbx, rax
  sys ftruncate, rbx, PAGE_SIZE
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r13, rax
  mov rax, [r13]
  show "new object, at first"
  inc qword ptr [r12]
  mov qword ptr [r13], 42
  mov rax, [r12]
  show "old object, still"
  mov rax, [r13]
  show "new object"
  sys lseek, rbx, 0, SEEK_END
  show "size of the new object"
  shm_unlink object
  exit
