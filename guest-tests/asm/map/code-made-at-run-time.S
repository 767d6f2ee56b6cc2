# Instructions written to memory run once the memory is executable, and no longer when it is not.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | executable: 42
#   | changed while writable, then executable: 43
#   | now not executable

.include "guest.inc"

.text
.globl _start
_start:
  map_anonymous PAGE_SIZE
  assert_ok
  mov r12, rax
  mov byte ptr [r12], 0xb8              # mov eax, 42
  mov dword ptr [r12 + 1], 42
  mov byte ptr [r12 + 5], 0xc3          # ret
  sys mprotect, r12, PAGE_SIZE, PROT_READ|PROT_EXEC
  assert_eq rax, 0
  call r12
  show "executable"
  sys mprotect, r12, PAGE_SIZE, PROT_READ|PROT_WRITE
  assert_eq rax, 0
  mov dword ptr [r12 + 1], 43
  sys mprotect, r12, PAGE_SIZE, PROT_READ|PROT_EXEC
  assert_eq rax, 0
  call r12
  show "changed while writable, then executable"
  sys mprotect, r12, PAGE_SIZE, PROT_READ
  assert_eq rax, 0
  print_line "now not executable"
  call r12
  fail "the call came back"
