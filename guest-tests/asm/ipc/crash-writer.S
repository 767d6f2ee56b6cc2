# Writes into shared memory and dies by a store through a null pointer: what it wrote stays, as
# crash-survivor.S sees.
#
# Run together with crash-survivor; either may be started first.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | written, now dying

.include "guest.inc"
shm_name object, "/fw-ipc-crash"
.set STATE, 0                           # 1 survivor there, 2 written
.set CELL, 64

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  wait_until [r12+STATE], 1
  print_line "written, now dying"
  mov qword ptr [r12 + CELL], 77
  mov qword ptr [r12 + STATE], 2
  xor eax, eax
  mov [rax], rax
  fail "the store did not fault"
