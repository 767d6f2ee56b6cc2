# RUN: echo
# TITLE: standard input is what the test says
# INPUT: one line
# INPUT: and another
# EXPECT-OUT: one line
# EXPECT-OUT: and another
# EXPECT-ERR: 21 bytes
# EXPECT-NATIVE: same

.include "guest.inc"

.bss
buffer: .skip 4096

.data
message: .ascii "21 bytes\n"
.set MESSAGE_SIZE, . - message

.text
.globl _start
_start:
  sys read, 0, offset(buffer), 4096
  assert_eq rax, 21
  sys write, 1, offset(buffer), rax
  assert_eq rax, 21
  sys write, 2, offset(message), MESSAGE_SIZE
  exit
