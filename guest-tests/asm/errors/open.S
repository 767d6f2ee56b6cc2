# Every answer of open(2) about names, flags and pointers.
#
# Exit: 0
# Output:
#   | missing, to read: ENOENT
#   | missing, to read and write: ENOENT
#   | missing, exclusive without create: ENOENT
#   | create: 3
#   | create again: 4
#   | create exclusive: EEXIST
#   | create exclusive, read-only: EEXIST
#   | exclusive without create: 5
#   | flag bits that mean nothing: 6
#   | empty path: ENOENT
#   | null pointer: EFAULT
#   | pointer into the kernel half: EFAULT
#   | non-canonical pointer: EFAULT
#   | path that runs into an unmapped page: EFAULT
#   | path that ends where an unmapped page begins: 7
#   | name of 255 bytes: 8
#   | name of 256 bytes: ENAMETOOLONG
#   | path of 4095 bytes: 9
#   | path of 4096 bytes: ENAMETOOLONG
#   | path of 4096 bytes with a name too long: ENAMETOOLONG
#   | directory that is missing: ENOENT
#   | object as a directory: ENOTDIR
#   | trailing slash: ENOTDIR
#   | trailing slash, create: EISDIR
#   | the directory, to write: EISDIR
#   | the directory, to read and write: EISDIR
#   | the directory, create: EISDIR
#   | the directory, create exclusive: EEXIST
#   | object, asked to be a directory: ENOTDIR

.include "guest.inc"

shm_name object, "/fw-errors-open"
shm_name below, "/fw-errors-open/below"
shm_name slash, "/fw-errors-open/"
shm_name missing_directory, "/fw-errors-open-nowhere/below"

.section .rodata
empty: .asciz ""
directory: .asciz "/dev/shm"

.data
name_255: .ascii "/dev/shm/"
name_255_start: .ascii "fw-errors-open-"
  .fill 255 - 15, 1, 'n'
name_255_end: .byte 0, 0
path_4095:
  .fill 4095 - 24, 1, '/'
  .asciz "dev/shm/fw-errors-open-p"
path_4096:
  .fill 4096 - 24, 1, '/'
  .asciz "dev/shm/fw-errors-open-p"

.text
.globl _start
_start:
  shm_unlink object
  shm_unlink name_255
  sys unlink, offset(path_4095)

  shm_open object, O_RDONLY
  show "missing, to read"
  shm_open object, O_RDWR
  show "missing, to read and write"
  shm_open object, O_RDWR|O_EXCL
  show "missing, exclusive without create"
  shm_open object, O_RDWR|O_CREAT, 0600
  show "create"
  shm_open object, O_RDWR|O_CREAT, 0600
  show "create again"
  shm_open object, O_RDWR|O_CREAT|O_EXCL, 0600
  show "create exclusive"
  shm_open object, O_RDONLY|O_CREAT|O_EXCL, 0600
  show "create exclusive, read-only"
  shm_open object, O_RDWR|O_EXCL
  show "exclusive without create"
  shm_open object, O_RDWR|0x40000000
  show "flag bits that mean nothing"

  sys open, offset(empty), O_RDWR
  show "empty path"
  sys open, 0, O_RDWR
  show "null pointer"
  sys open, 0xffff800000000000, O_RDWR
  show "pointer into the kernel half"
  sys open, 0x8000000000000000, O_RDWR
  show "non-canonical pointer"

  # Two pages, the second one unmapped again; the path is copied to the end of the first.
  map_anonymous 2*PAGE_SIZE
  assert_ok
  mov rbx, rax
  lea rdi, [rbx + PAGE_SIZE]
  sys munmap, rdi, PAGE_SIZE
  assert_eq rax, 0
  lea rdi, [rbx + PAGE_SIZE - 23]
  mov esi, offset object
  mov ecx, 23                           # the path's 23 bytes without the NUL
  rep movsb
  lea rdi, [rbx + PAGE_SIZE - 23]
  sys open, rdi, O_RDWR
  show "path that runs into an unmapped page"
  lea rdi, [rbx + PAGE_SIZE - 24]
  mov esi, offset object
  mov ecx, 24
  rep movsb
  lea rdi, [rbx + PAGE_SIZE - 24]
  sys open, rdi, O_RDWR
  show "path that ends where an unmapped page begins"

  shm_open name_255, O_RDWR|O_CREAT|O_EXCL, 0600
  show "name of 255 bytes"
  mov byte ptr [name_255_end], 'x'
  shm_open name_255, O_RDWR|O_CREAT|O_EXCL, 0600
  show "name of 256 bytes"
  mov byte ptr [name_255_end], 0
  sys open, offset(path_4095), O_RDWR|O_CREAT, 0600
  show "path of 4095 bytes"
  sys open, offset(path_4096), O_RDWR|O_CREAT, 0600
  show "path of 4096 bytes"
  mov byte ptr [path_4096], 'x'
  sys open, offset(path_4096), O_RDWR|O_CREAT, 0600
  show "path of 4096 bytes with a name too long"

  shm_open missing_directory, O_RDWR|O_CREAT, 0600
  show "directory that is missing"
  shm_open below, O_RDWR|O_CREAT, 0600
  show "object as a directory"
  shm_open slash, O_RDWR
  show "trailing slash"
  shm_open slash, O_RDWR|O_CREAT, 0600
  show "trailing slash, create"
  sys open, offset(directory), O_WRONLY
  show "the directory, to write"
  sys open, offset(directory), O_RDWR
  show "the directory, to read and write"
  sys open, offset(directory), O_RDONLY|O_CREAT, 0600
  show "the directory, create"
  sys open, offset(directory), O_RDWR|O_CREAT|O_EXCL, 0600
  show "the directory, create exclusive"
  shm_open object, O_RDONLY|O_DIRECTORY
  show "object, asked to be a directory"

  shm_unlink object
  shm_unlink name_255
  sys unlink, offset(path_4095)
  exit
