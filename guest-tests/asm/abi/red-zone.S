# The 128 bytes below the stack pointer belong to the program (System V ABI AMD64 3.2.2 "The Stack
# Frame"): system calls and faults that the kernel mends leave them alone.
#
# Exit: 0
# Output:
#   | bytes changed by a system call: 0
#   | bytes changed by a mended fault: 0

.include "guest.inc"

# Counts in RBX the bytes of the red zone that are not 0x5a.
.macro count_changed
  xor ebx, ebx
  mov ecx, 128
.Lbyte\@:
  cmp byte ptr [rsp + rcx - 129], 0x5a
  je .Lkept\@
  inc rbx
.Lkept\@:
  dec ecx
  jnz .Lbyte\@
.endm

.macro fill_red_zone
  lea rdi, [rsp - 128]
  mov ecx, 128
  mov al, 0x5a
  rep stosb
.endm

.text
.globl _start
_start:
  map_anonymous PAGE_SIZE
  assert_ok
  mov r12, rax
  fill_red_zone
  sys sched_yield
  sys munmap, 1, 1
  count_changed
  print "bytes changed by a system call: "
  print_dec rbx
  newline
  fill_red_zone
  mov qword ptr [r12], 1
  count_changed
  print "bytes changed by a mended fault: "
  print_dec rbx
  newline
  exit
