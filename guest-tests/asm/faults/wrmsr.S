# wrmsr in ring 3: #GP. Nobody moves the system-call entry from there.
#
# Exit: 139 (SIGSEGV)
# Output:
#   | before

.include "guest.inc"

.text
.globl _start
_start:
  print_line "before"
  mov ecx, 0xc0000082                   # LSTAR
  xor eax, eax
  xor edx, edx
  wrmsr
  print_line "after"
  exit
