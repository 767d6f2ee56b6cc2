# Every answer of writev(2).
#
# Exit: 0
# Output:
#   | descriptor -1: EBADF
#   | descriptor not open, null pointer: EBADF
#   | read-only descriptor: EBADF
#   | no vectors: 0
#   | no vectors at a null pointer: 0
#   | -1 vectors: EINVAL
#   | 1025 vectors: EINVAL
#   | 1024 empty vectors: 0
#   | vectors at a null pointer: EFAULT
#   | vectors in the kernel half: EFAULT
#   | vectors that end in an unmapped page: EFAULT
#   | negative length: EINVAL
#   | negative length of the second: EINVAL
#   | null pointer: EFAULT
#   | second pointer into the kernel half: EFAULT
#   | second pointer into an unmapped page: 8
#   | empty vector with a null pointer, and another: 8
#   | the size: 16

.include "guest.inc"

shm_name object, "/fw-errors-writev"
.section .rodata
text: .ascii "8 bytes."
.bss
.balign 8
vectors: .skip 1025 * IOV_SIZE

.macro set_vector index:req, base:req, length:req
  fw_argument rax, \base
  mov [vectors + IOV_SIZE * \index + IOV_base], rax
  fw_argument rax, \length
  mov [vectors + IOV_SIZE * \index + IOV_len], rax
.endm

.text
.globl _start
_start:
  shm_create object, 0
  mov rbx, rax
  shm_open object, O_RDONLY
  mov r12, rax
  set_vector 0, offset(text), 0
  sys writev, -1, offset(vectors), 1
  show "descriptor -1"
  sys writev, 77, 0, 1
  show "descriptor not open, null pointer"
  sys writev, r12, offset(vectors), 1
  show "read-only descriptor"
  sys writev, rbx, offset(vectors), 0
  show "no vectors"
  sys writev, rbx, 0, 0
  show "no vectors at a null pointer"
  sys writev, rbx, offset(vectors), -1
  show "-1 vectors"
  sys writev, rbx, offset(vectors), 1025
  show "1025 vectors"
  sys writev, rbx, offset(vectors), IOV_MAX
  show "1024 empty vectors"
  sys writev, rbx, 0, 1
  show "vectors at a null pointer"
  sys writev, rbx, 0xffff800000000000, 1
  show "vectors in the kernel half"
  map_anonymous 2*PAGE_SIZE
  assert_ok
  mov r13, rax
  lea rdi, [r13 + PAGE_SIZE]
  sys munmap, rdi, PAGE_SIZE
  lea rsi, [r13 + PAGE_SIZE - IOV_SIZE]
  sys writev, rbx, rsi, 2
  show "vectors that end in an unmapped page"
  set_vector 0, offset(text), -1
  sys writev, rbx, offset(vectors), 1
  show "negative length"
  set_vector 0, offset(text), 8
  set_vector 1, offset(text), 0x8000000000000000
  sys writev, rbx, offset(vectors), 2
  show "negative length of the second"
  set_vector 0, 0, 8
  sys writev, rbx, offset(vectors), 1
  show "null pointer"
  set_vector 0, offset(text), 8
  set_vector 1, 0xffff800000000000, 8
  sys writev, rbx, offset(vectors), 2
  show "second pointer into the kernel half"
  lea rcx, [r13 + PAGE_SIZE]
  set_vector 1, rcx, 8
  sys writev, rbx, offset(vectors), 2
  show "second pointer into an unmapped page"
  set_vector 0, 0, 0
  set_vector 1, offset(text), 8
  sys writev, rbx, offset(vectors), 2
  show "empty vector with a null pointer, and another"
  sys lseek, rbx, 0, SEEK_END
  show "the size"
  shm_unlink object
  exit
