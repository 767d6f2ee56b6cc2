# Reads through a mapping for reading only what permission-owner.S stores, sees each change at
# once, and dies of SIGSEGV when it tries to store itself. It answers through a second object,
# which it may write.
#
# Run together with permission-owner; either may be started first.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | first: 1
#   | second: 2
#   | map it to write: EACCES
#   | protect it to write: EACCES
#   | now storing

.include "guest.inc"
shm_name object, "/fw-ipc-permission"
shm_name answers, "/fw-ipc-permission-answers"

.text
.globl _start
_start:
  shm_join answers, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r13, rax
  wait_until [r13], 1                   # the object is there
  shm_open object, O_RDONLY
  assert_ok
  mov rbx, rax
  map_shared rbx, PAGE_SIZE, PROT_READ
  assert_ok
  mov r12, rax
  wait_until [r12], 1
  mov rax, [r12]
  show "first"
  mov qword ptr [r13], 2
  wait_until [r12], 2
  mov rax, [r12]
  show "second"
  map_shared rbx, PAGE_SIZE
  show_ok "map it to write"
  sys mprotect, r12, PAGE_SIZE, PROT_READ|PROT_WRITE
  show "protect it to write"
  print_line "now storing"
  mov qword ptr [r13], 3
  mov qword ptr [r12], 9
  fail "the store did not fault"
