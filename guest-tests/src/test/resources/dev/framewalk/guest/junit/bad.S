# An error in its sixth line.

.text
.globl _start
_start:
  movv %rax, %rbx
