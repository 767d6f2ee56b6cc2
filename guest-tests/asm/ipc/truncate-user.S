# Uses two pages of an object that truncate-cutter.S cuts down to one meanwhile: the first page is
# kept, touching the second is SIGBUS.
#
# Run together with truncate-cutter; either may be started first.
#
# Exit: 135 (SIGBUS)
# Output:
#   | both pages: 5 6
#   | cut, the first page: 5
#   | now the second

.include "guest.inc"
shm_name object, "/fw-ipc-truncate"
.set STATE, 0                           # 1 filled, 2 cut
.set CELL, 64

.text
.globl _start
_start:
  shm_join object, 2*PAGE_SIZE
  mov rbx, rax
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  mov qword ptr [r12 + CELL], 5
  mov qword ptr [r12 + PAGE_SIZE], 6
  print "both pages: "
  print_dec [r12+CELL]
  print " "
  print_dec [r12+PAGE_SIZE]
  newline
  mov qword ptr [r12 + STATE], 1
  wait_until [r12+STATE], 2
  mov rax, [r12 + CELL]
  show "cut, the first page"
  print_line "now the second"
  mov rax, [r12 + PAGE_SIZE]
  fail "the load did not fault"
