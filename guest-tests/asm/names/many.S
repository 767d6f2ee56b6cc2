# 200 objects at once, each with bytes of its own, all found again by name.
#
# Exit: 0
# Output:
#   | created: 200
#   | found again: 200
#   | unlinked: 200
#   | found then: 0

.include "guest.inc"
.set COUNT, 200
.data
path: .ascii "/dev/shm/fw-names-many-"
digits: .asciz "000"
.bss
.balign 8
cell: .skip 8

# Puts EBX in decimal into the path's last three bytes.
.macro set_number
  mov eax, ebx
  xor edx, edx
  mov ecx, 10
  div ecx
  add dl, '0'
  mov [digits + 2], dl
  xor edx, edx
  div ecx
  add dl, '0'
  mov [digits + 1], dl
  add al, '0'
  mov [digits], al
.endm

.text
.globl _start
_start:
  xor ebx, ebx
1:
  set_number
  shm_create path, 16*PAGE_SIZE
  mov r12, rax
  mov [cell], rbx
  sys write, r12, offset(cell), 8
  assert_eq rax, 8
  sys close, r12
  inc ebx
  cmp ebx, COUNT
  jb 1b
  print "created: "
  print_dec rbx
  newline

  xor ebx, ebx
2:
  set_number
  shm_open path, O_RDONLY
  assert_ok
  mov r12, rax
  sys read, r12, offset(cell), 8
  assert_eq rax, 8
  assert_eq rbx, [cell]
  sys close, r12
  inc ebx
  cmp ebx, COUNT
  jb 2b
  print "found again: "
  print_dec rbx
  newline

  xor ebx, ebx
3:
  set_number
  shm_unlink path
  assert_eq rax, 0
  inc ebx
  cmp ebx, COUNT
  jb 3b
  print "unlinked: "
  print_dec rbx
  newline

  xor ebx, ebx
  xor r13d, r13d
4:
  set_number
  shm_open path, O_RDONLY
  cmp rax, -ENOENT
  setne al
  movzx eax, al
  add r13, rax
  inc ebx
  cmp ebx, COUNT
  jb 4b
  print "found then: "
  print_dec r13
  newline
  exit
