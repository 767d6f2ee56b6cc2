# Every answer of fstat(2). What it fills in is in names/fstat-fields.S.
#
# Exit: 0
# Output:
#   | descriptor -1: EBADF
#   | descriptor not open: EBADF
#   | descriptor not open, null pointer: EBADF
#   | null pointer: EFAULT
#   | pointer into the kernel half: EFAULT
#   | non-canonical pointer: EFAULT
#   | read-only memory: EFAULT
#   | memory that ends in an unmapped page: EFAULT
#   | memory that ends where an unmapped page begins: 0

.include "guest.inc"

shm_name object, "/fw-errors-fstat"
.section .rodata
constant: .skip STAT_SIZE
.bss
status: .skip STAT_SIZE

.text
.globl _start
_start:
  shm_create object, 100
  mov rbx, rax
  sys fstat, -1, offset(status)
  show "descriptor -1"
  sys fstat, 77, offset(status)
  show "descriptor not open"
  sys fstat, 77, 0
  show "descriptor not open, null pointer"
  sys fstat, rbx, 0
  show "null pointer"
  sys fstat, rbx, 0xffff800000000000
  show "pointer into the kernel half"
  sys fstat, rbx, 0x8000000000000000
  show "non-canonical pointer"
  sys fstat, rbx, offset(constant)
  show "read-only memory"
  map_anonymous 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  lea rdi, [r12 + PAGE_SIZE]
  sys munmap, rdi, PAGE_SIZE
  lea rsi, [r12 + PAGE_SIZE - STAT_SIZE + 1]
  sys fstat, rbx, rsi
  show "memory that ends in an unmapped page"
  lea rsi, [r12 + PAGE_SIZE - STAT_SIZE]
  sys fstat, rbx, rsi
  show "memory that ends where an unmapped page begins"
  shm_unlink object
  exit
