# Stores 8 bytes that begin on a page it may write and end on one that it may only read: SIGSEGV,
# and none of them is stored, as torn-observer.S sees.
#
# Run together with torn-observer; either may be started first.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | storing 4 bytes that fit: 0x11111111
#   | now 8 that do not

.include "guest.inc"
shm_name object, "/fw-ipc-torn"
.set STATE, 0                           # 1 observer there, 2 about to store
.set BASE, 0x10000000

.text
.globl _start
_start:
  shm_join object, 2*PAGE_SIZE
  mov rbx, rax
  sys mmap, BASE, 2*PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, rbx, 0
  assert_eq rax, BASE
  sys mprotect, BASE+PAGE_SIZE, PAGE_SIZE, PROT_READ
  assert_eq rax, 0
  wait_until [BASE+STATE], 1
  mov dword ptr [BASE + PAGE_SIZE - 4], 0x11111111
  mov eax, [BASE + PAGE_SIZE - 4]
  print "storing 4 bytes that fit: "
  print_hex rax
  newline
  print_line "now 8 that do not"
  mov rax, 0x2222222222222222
  mov qword ptr [BASE + STATE], 2
  mov [BASE + PAGE_SIZE - 4], rax
  fail "the store did not fault"
