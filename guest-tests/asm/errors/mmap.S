# Every answer of mmap(2), with the order of its checks where two could apply.
#
# Exit: 0
# Output:
#   | length 0: EINVAL
#   | offset no multiple of the page size: EINVAL
#   | offset 1: EINVAL
#   | neither shared nor private: EINVAL
#   | anonymous, neither shared nor private: EINVAL
#   | descriptor -1: EBADF
#   | descriptor not open: EBADF
#   | offset no multiple of the page size, descriptor not open: EINVAL
#   | length 0, descriptor not open: EBADF
#   | neither shared nor private, descriptor not open: EBADF
#   | write-only descriptor, to read: EACCES
#   | write-only descriptor, to write: EACCES
#   | write-only descriptor, private: EACCES
#   | write-only descriptor, no access: EACCES
#   | read-only descriptor, shared, to write: EACCES
#   | read-only descriptor, shared, to read and write: EACCES
#   | read-only descriptor, shared, to read: ok
#   | read-only descriptor, shared, no access: ok
#   | read-only descriptor, private, to read and write: ok
#   | longer than the address space: ENOMEM
#   | length that wraps to 0: ENOMEM
#   | length that wraps, descriptor not open: EBADF
#   | offset and length that overflow: EOVERFLOW
#   | fixed, address no multiple of the page size: EINVAL
#   | fixed, in the kernel half: ENOMEM
#   | fixed, across the end of the user half: ENOMEM
#   | fixed, on the last page of the user half: ENOMEM
#   | fixed without replacing, in use: EEXIST
#   | fixed without replacing, partly in use: EEXIST
#   | fixed without replacing, free: ok
#   | hint that is no multiple of the page size: ok
#   | hint in the kernel half: ok
#   | shared and validated, known flags: ok
#   | shared and validated, unknown flag: EOPNOTSUPP
#   | protection bits that mean nothing: ok
#   | length of one byte: ok
#   | offset beyond the end of the object: ok
#   | anonymous, private: ok
#   | anonymous, shared: ok
#   | anonymous, a descriptor that is not open: ok
#   | anonymous, offset no multiple of the page size: EINVAL
#   | object of no bytes: ok

.include "guest.inc"

shm_name object, "/fw-errors-mmap"

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_open object, O_RDONLY
  mov r12, rax
  shm_open object, O_WRONLY
  mov r13, rax

  sys mmap, 0, 0, PROT_READ, MAP_SHARED, rbx, 0
  show_ok "length 0"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, rbx, 512
  show_ok "offset no multiple of the page size"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, rbx, 1
  show_ok "offset 1"
  sys mmap, 0, PAGE_SIZE, PROT_READ, 0, rbx, 0
  show_ok "neither shared nor private"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_ANONYMOUS, -1, 0
  show_ok "anonymous, neither shared nor private"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, -1, 0
  show_ok "descriptor -1"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, 77, 0
  show_ok "descriptor not open"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, 77, 1
  show_ok "offset no multiple of the page size, descriptor not open"
  sys mmap, 0, 0, PROT_READ, MAP_SHARED, 77, 0
  show_ok "length 0, descriptor not open"
  sys mmap, 0, PAGE_SIZE, PROT_READ, 0, 77, 0
  show_ok "neither shared nor private, descriptor not open"

  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, r13, 0
  show_ok "write-only descriptor, to read"
  sys mmap, 0, PAGE_SIZE, PROT_WRITE, MAP_SHARED, r13, 0
  show_ok "write-only descriptor, to write"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_PRIVATE, r13, 0
  show_ok "write-only descriptor, private"
  sys mmap, 0, PAGE_SIZE, PROT_NONE, MAP_SHARED, r13, 0
  show_ok "write-only descriptor, no access"
  sys mmap, 0, PAGE_SIZE, PROT_WRITE, MAP_SHARED, r12, 0
  show_ok "read-only descriptor, shared, to write"
  sys mmap, 0, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED, r12, 0
  show_ok "read-only descriptor, shared, to read and write"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, r12, 0
  show_ok "read-only descriptor, shared, to read"
  sys mmap, 0, PAGE_SIZE, PROT_NONE, MAP_SHARED, r12, 0
  show_ok "read-only descriptor, shared, no access"
  sys mmap, 0, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_PRIVATE, r12, 0
  show_ok "read-only descriptor, private, to read and write"

  sys mmap, 0, 0x1000000000000, PROT_READ, MAP_SHARED, rbx, 0
  show_ok "longer than the address space"
  sys mmap, 0, -1, PROT_READ, MAP_SHARED, rbx, 0
  show_ok "length that wraps to 0"
  sys mmap, 0, -1, PROT_READ, MAP_SHARED, 77, 0
  show_ok "length that wraps, descriptor not open"
  sys mmap, 0, 4*PAGE_SIZE, PROT_READ, MAP_SHARED, rbx, -PAGE_SIZE
  show_ok "offset and length that overflow"

  sys mmap, 0x10000001, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED, rbx, 0
  show_ok "fixed, address no multiple of the page size"
  sys mmap, 0xffff800000000000, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED, rbx, 0
  show_ok "fixed, in the kernel half"
  sys mmap, 0x7fffffffe000, 4*PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED, rbx, 0
  show_ok "fixed, across the end of the user half"
  sys mmap, 0x7ffffffff000, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED, rbx, 0
  show_ok "fixed, on the last page of the user half"

  sys mmap, 0x10000000, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED, rbx, 0
  assert_eq rax, 0x10000000
  sys mmap, 0x10000000, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED_NOREPLACE, rbx, 0
  show_ok "fixed without replacing, in use"
  sys mmap, 0xffff000, 2*PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED_NOREPLACE, rbx, 0
  show_ok "fixed without replacing, partly in use"
  sys mmap, 0x10001000, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED_NOREPLACE, rbx, 0
  show_ok "fixed without replacing, free"
  assert_eq rax, 0x10001000
  sys mmap, 0x20000001, PAGE_SIZE, PROT_READ, MAP_SHARED, rbx, 0
  show_ok "hint that is no multiple of the page size"
  and rax, PAGE_SIZE-1
  assert_eq rax, 0
  sys mmap, 0xffff800000000000, PAGE_SIZE, PROT_READ, MAP_SHARED, rbx, 0
  show_ok "hint in the kernel half"

  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED_VALIDATE, rbx, 0
  show_ok "shared and validated, known flags"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED_VALIDATE|0x2000000, rbx, 0
  show_ok "shared and validated, unknown flag"
  sys mmap, 0, PAGE_SIZE, PROT_READ|0x100, MAP_SHARED, rbx, 0
  show_ok "protection bits that mean nothing"
  sys mmap, 0, 1, PROT_READ, MAP_SHARED, rbx, 0
  show_ok "length of one byte"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, rbx, 100*PAGE_SIZE
  show_ok "offset beyond the end of the object"

  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0
  show_ok "anonymous, private"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_ANONYMOUS, -1, 0
  show_ok "anonymous, shared"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, 77, 0
  show_ok "anonymous, a descriptor that is not open"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 100
  show_ok "anonymous, offset no multiple of the page size"

  sys ftruncate, rbx, 0
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, rbx, 0
  show_ok "object of no bytes"
  shm_unlink object
  exit
