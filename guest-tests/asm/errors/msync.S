# Every answer of msync(2).
#
# Exit: 0
# Output:
#   | address no multiple of the page size: EINVAL
#   | synchronous and asynchronous: EINVAL
#   | flags that mean nothing: EINVAL
#   | no flags: 0
#   | asynchronous: 0
#   | synchronous: 0
#   | synchronous, invalidate: 0
#   | length 0: 0
#   | length 0, nothing mapped: 0
#   | length of one byte: 0
#   | nothing mapped: ENOMEM
#   | range that begins in a hole: ENOMEM
#   | range across a hole: ENOMEM
#   | range that ends in a hole: ENOMEM
#   | in the kernel half: ENOMEM
#   | length that wraps: ENOMEM
#   | private anonymous mapping: 0

.include "guest.inc"

.set BASE, 0x10000000
shm_name object, "/fw-errors-msync"

.text
.globl _start
_start:
  shm_create object, 4*PAGE_SIZE
  sys mmap, BASE, 4*PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, rax, 0
  assert_eq rax, BASE
  sys munmap, BASE+2*PAGE_SIZE, PAGE_SIZE
  assert_eq rax, 0

  sys msync, BASE+1, PAGE_SIZE, MS_SYNC
  show "address no multiple of the page size"
  sys msync, BASE, PAGE_SIZE, MS_SYNC|MS_ASYNC
  show "synchronous and asynchronous"
  sys msync, BASE, PAGE_SIZE, 0x80
  show "flags that mean nothing"
  sys msync, BASE, PAGE_SIZE, 0
  show "no flags"
  sys msync, BASE, PAGE_SIZE, MS_ASYNC
  show "asynchronous"
  sys msync, BASE, PAGE_SIZE, MS_SYNC
  show "synchronous"
  sys msync, BASE, PAGE_SIZE, MS_SYNC|MS_INVALIDATE
  show "synchronous, invalidate"
  sys msync, BASE, 0, MS_SYNC
  show "length 0"
  sys msync, BASE+2*PAGE_SIZE, 0, MS_SYNC
  show "length 0, nothing mapped"
  sys msync, BASE, 1, MS_SYNC
  show "length of one byte"
  sys msync, 0x20000000, PAGE_SIZE, MS_SYNC
  show "nothing mapped"
  sys msync, BASE+2*PAGE_SIZE, 2*PAGE_SIZE, MS_SYNC
  show "range that begins in a hole"
  sys msync, BASE, 4*PAGE_SIZE, MS_SYNC
  show "range across a hole"
  sys msync, BASE+PAGE_SIZE, 2*PAGE_SIZE, MS_ASYNC
  show "range that ends in a hole"
  sys msync, 0xffff800000000000, PAGE_SIZE, MS_SYNC
  show "in the kernel half"
  sys msync, BASE, -PAGE_SIZE, MS_SYNC
  show "length that wraps"
  map_anonymous PAGE_SIZE
  mov rdi, rax
  sys msync, rdi, PAGE_SIZE, MS_SYNC
  show "private anonymous mapping"
  shm_unlink object
  exit
