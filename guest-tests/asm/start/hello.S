# The smallest whole program: one line, written by one system call.
#
# Exit: 0
# Output:
#   | Hello from ring 3.

.include "linux.inc"

.section .rodata
greeting: .ascii "Hello from ring 3.\n"
.set GREETING_SIZE, . - greeting

.text
.globl _start
_start:
  mov eax, SYS_write
  mov edi, 1
  mov esi, offset greeting
  mov edx, GREETING_SIZE
  syscall
  mov eax, SYS_exit
  xor edi, edi
  syscall
