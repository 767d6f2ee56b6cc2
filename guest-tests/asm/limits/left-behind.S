# A process that tidies nothing up: descriptors, mappings, private copies and a stack in use at
# its end. The kernel takes all of it back; only the object's name would stay, so that is unlinked.
#
# Exit: 3
# Output:
#   | leaving

.include "guest.inc"
shm_name object, "/fw-limits-left-behind"

.text
.globl _start
_start:
  shm_create object, 64*PAGE_SIZE
  mov rbx, rax
  .rept 8
  shm_open object, O_RDWR
  assert_ok
  .endr
  shm_unlink object
  map_shared rbx, 64*PAGE_SIZE
  assert_ok
  mov r12, rax
  map_private rbx, 64*PAGE_SIZE
  assert_ok
  mov r13, rax
  map_anonymous 64*PAGE_SIZE
  assert_ok
  mov r14, rax
  mov ecx, 64 * PAGE_SIZE - 8
1:
  mov [r12 + rcx], rcx
  mov [r13 + rcx], rcx
  mov [r14 + rcx], rcx
  push rcx
  sub ecx, PAGE_SIZE
  jns 1b
  print_line "leaving"
  exit 3
