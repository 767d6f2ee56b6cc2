# Data is not for execution, whatever its bytes say.
#
# RUN: no-execute
# TITLE: a call into data is SIGSEGV
# EXPECT-FAULT: fetch no-execute of code
# EXPECT-MAP: code anonymous rw
# EXPECT-NATIVE: same

.include "guest.inc"

.data
code: ret

.text
.globl _start
_start:
  mov byte ptr [code], 0xc3
  mov eax, offset code
  call rax
  exit
