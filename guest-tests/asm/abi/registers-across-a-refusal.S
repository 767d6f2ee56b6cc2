# A system call that is refused leaves the registers as one that succeeds does.
#
# Exit: 0
# Output:
#   | munmap: EINVAL
#   | rdi, rsi, rdx, r10, r8, r9: 1 2 3 4 5 6
#   | rcx: the address behind syscall

.include "guest.inc"

.text
.globl _start
_start:
  mov edi, 1
  mov esi, 2
  mov edx, 3
  mov r10d, 4
  mov r8d, 5
  mov r9d, 6
  mov eax, SYS_munmap
  syscall
behind:
  mov rbx, rcx
  show "munmap"
  print "rdi, rsi, rdx, r10, r8, r9:"
  .irp register, rdi, rsi, rdx, r10, r8, r9
  print " "
  print_dec \register
  .endr
  newline
  assert_eq rbx, offset(behind)
  print_line "rcx: the address behind syscall"
  exit
