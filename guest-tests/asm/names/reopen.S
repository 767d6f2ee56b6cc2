# An object outlives its descriptors: opened by its name again it has its size and its bytes.
#
# Exit: 0
# Output:
#   | close: 0
#   | open again: 3
#   | size: 8192
#   | word at 5000: 0x1122334455667788

.include "guest.inc"
shm_name object, "/fw-names-reopen"

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov rax, 0x1122334455667788
  mov [r12 + 5000], rax
  sys munmap, r12, 2*PAGE_SIZE
  sys close, rbx
  show "close"
  shm_open object, O_RDONLY
  show "open again"
  mov rbx, rax
  sys lseek, rbx, 0, SEEK_END
  print "size: "
  print_dec rax
  newline
  map_shared rbx, 2*PAGE_SIZE, PROT_READ
  assert_ok
  print "word at 5000: "
  print_hex [rax+5000]
  newline
  shm_unlink object
  exit
