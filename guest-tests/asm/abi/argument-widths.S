# Where Linux takes an int it looks at the lower half of the register only; where it takes an
# address, a length or an offset it looks at all of it.
#
# Exit: 0
# Output:
#   | ftruncate, garbage above the descriptor: 0
#   | lseek, garbage above the descriptor and above whence: 100
#   | open, garbage above the flags: 4
#   | close, garbage above the descriptor: 0
#   | msync, garbage above the flags: 0
#   | mmap, a length of 4 GiB and nothing below: ok
#   | munmap of it: 0
#   | lseek to 4 GiB: 4294967296
#   | ftruncate to a negative length with a positive lower half: EINVAL

.include "guest.inc"
.set GARBAGE, 0x5a5a5a5a00000000
shm_name object, "/fw-abi-argument-widths"

.macro with_garbage register:req, value:req
  mov \register, GARBAGE
  or \register, \value
.endm

.text
.globl _start
_start:
  shm_create object, PAGE_SIZE
  mov rbx, rax
  with_garbage rdi, rbx
  sys ftruncate, rdi, 100
  show "ftruncate, garbage above the descriptor"
  with_garbage rdi, rbx
  with_garbage rdx, SEEK_END
  sys lseek, rdi, 0, rdx
  show "lseek, garbage above the descriptor and above whence"
  with_garbage rsi, O_RDWR
  sys open, offset(object), rsi
  show "open, garbage above the flags"
  with_garbage rdi, rax
  sys close, rdi
  show "close, garbage above the descriptor"
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  with_garbage rdx, MS_SYNC
  sys msync, r12, PAGE_SIZE, rdx
  show "msync, garbage above the flags"
  sys mmap, 0, 1<<32, PROT_READ, MAP_SHARED, rbx, 0
  show_ok "mmap, a length of 4 GiB and nothing below"
  mov rdi, rax
  sys munmap, rdi, 1<<32
  show "munmap of it"
  sys lseek, rbx, 1<<32, SEEK_SET
  show "lseek to 4 GiB"
  sys ftruncate, rbx, 0x8000000000000001
  show "ftruncate to a negative length with a positive lower half"
  shm_unlink object
  exit
