# Every answer of mprotect(2).
#
# Exit: 0
# Output:
#   | address no multiple of the page size: EINVAL
#   | protection bits that mean nothing: EINVAL
#   | length 0: 0
#   | length 0, nothing mapped: 0
#   | nothing mapped: ENOMEM
#   | in the kernel half: ENOMEM
#   | across the end of the user half: ENOMEM
#   | length that wraps: ENOMEM
#   | range that begins in a hole: ENOMEM
#   | range that ends in a hole: ENOMEM
#   | range across a hole: ENOMEM
#   | length of one byte: 0
#   | shared mapping of a read-only descriptor, to write: EACCES
#   | shared mapping of a read-only descriptor, to read: 0
#   | private mapping of a read-only descriptor, to write: 0
#   | shared mapping of a descriptor to read and write, mapped to read, to write: 0
#   | shared anonymous mapping, mapped to read, to write: 0

.include "guest.inc"

.set BASE, 0x10000000
shm_name object, "/fw-errors-mprotect"

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  shm_open object, O_RDONLY
  mov r12, rax

  # Pages 0, 1 and 3 of four; page 2 is a hole.
  sys mmap, BASE, 4*PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0
  assert_eq rax, BASE
  sys munmap, BASE+2*PAGE_SIZE, PAGE_SIZE
  assert_eq rax, 0

  sys mprotect, BASE+1, PAGE_SIZE, PROT_READ
  show "address no multiple of the page size"
  sys mprotect, BASE, PAGE_SIZE, PROT_READ|0x100
  show "protection bits that mean nothing"
  sys mprotect, BASE, 0, PROT_READ
  show "length 0"
  sys mprotect, BASE+2*PAGE_SIZE, 0, PROT_READ
  show "length 0, nothing mapped"
  sys mprotect, 0x20000000, PAGE_SIZE, PROT_READ
  show "nothing mapped"
  sys mprotect, 0xffff800000000000, PAGE_SIZE, PROT_READ
  show "in the kernel half"
  sys mprotect, 0x7fffffffe000, 4*PAGE_SIZE, PROT_READ
  show "across the end of the user half"
  sys mprotect, BASE, -PAGE_SIZE, PROT_READ
  show "length that wraps"
  sys mprotect, BASE+2*PAGE_SIZE, 2*PAGE_SIZE, PROT_READ|PROT_WRITE
  show "range that begins in a hole"
  sys mprotect, BASE+PAGE_SIZE, 2*PAGE_SIZE, PROT_READ|PROT_WRITE
  show "range that ends in a hole"
  sys mprotect, BASE, 4*PAGE_SIZE, PROT_READ|PROT_WRITE
  show "range across a hole"
  sys mprotect, BASE, 1, PROT_READ
  show "length of one byte"

  map_shared r12, PAGE_SIZE, PROT_READ
  assert_ok
  mov r13, rax
  sys mprotect, r13, PAGE_SIZE, PROT_READ|PROT_WRITE
  show "shared mapping of a read-only descriptor, to write"
  sys mprotect, r13, PAGE_SIZE, PROT_READ
  show "shared mapping of a read-only descriptor, to read"
  map_private r12, PAGE_SIZE, PROT_READ
  assert_ok
  mov rdi, rax
  sys mprotect, rdi, PAGE_SIZE, PROT_READ|PROT_WRITE
  show "private mapping of a read-only descriptor, to write"
  map_shared rbx, PAGE_SIZE, PROT_READ
  assert_ok
  mov rdi, rax
  sys mprotect, rdi, PAGE_SIZE, PROT_READ|PROT_WRITE
  show "shared mapping of a descriptor to read and write, mapped to read, to write"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_ANONYMOUS, -1, 0
  assert_ok
  mov rdi, rax
  sys mprotect, rdi, PAGE_SIZE, PROT_READ|PROT_WRITE
  show "shared anonymous mapping, mapped to read, to write"
  shm_unlink object
  exit
