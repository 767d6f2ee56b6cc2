# A process has at most 1,024 descriptors (RLIMIT_NOFILE): the next open is EMFILE, nothing is
# made by it, and closing one makes room for one.
#
# Needs: ulimit -n 1024.
#
# Exit: 0
# Output:
#   | last descriptor: 1023
#   | one more: EMFILE
#   | one more, created: EMFILE
#   | and it was not: ENOENT
#   | an empty path, meanwhile: ENOENT
#   | a null pointer, meanwhile: EFAULT
#   | a name that is not there, meanwhile: EMFILE
#   | after closing 500: 500
#   | one more: EMFILE
#   | all closed: 1021
#   | the first again: 3

.include "guest.inc"
shm_name object, "/fw-limits-descriptors"
shm_name other, "/fw-limits-descriptors-other"
.section .rodata
empty: .asciz ""

.text
.globl _start
_start:
  shm_unlink other
  shm_create object, 0
1:
  mov rbx, rax
  shm_open object, O_RDWR
  test rax, rax
  jns 1b
  mov r12, rax
  mov rax, rbx
  show "last descriptor"
  mov rax, r12
  show "one more"
  shm_open other, O_RDWR|O_CREAT, 0600
  show "one more, created"
  sys close, 3
  shm_open other, O_RDONLY
  show "and it was not"
  shm_open object, O_RDONLY
  assert_eq rax, 3
  sys open, offset(empty), O_RDWR
  show "an empty path, meanwhile"
  sys open, 0, O_RDWR
  show "a null pointer, meanwhile"
  shm_open other, O_RDWR
  show "a name that is not there, meanwhile"
  sys close, 500
  shm_open object, O_RDWR
  show "after closing 500"
  shm_open object, O_RDWR
  show "one more"
  xor r13d, r13d
  mov ebx, 3
2:
  sys close, rbx
  cmp rax, 0
  sete al
  movzx eax, al
  add r13, rax
  inc ebx
  cmp ebx, 1024
  jb 2b
  mov rax, r13
  show "all closed"
  shm_open object, O_RDWR
  show "the first again"
  shm_unlink object
  exit
