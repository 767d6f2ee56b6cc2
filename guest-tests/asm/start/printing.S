# The include files' printing: numbers at their limits, errno names, and that every register and
# the flags survive it.
#
# Exit: 0
# Output:
#   | 0 1 -1 9223372036854775807 -9223372036854775808
#   | 0x0 0xf 0x10 0xffffffffffffffff
#   | a number: 4096
#   | an errno: EOVERFLOW
#   | an unknown errno: -4000
#   | the smallest number that is no errno: -4096
#   | an address: ok
#   | a refusal: EFAULT
#   | registers and flags: kept

.include "guest.inc"
.text
.globl _start
_start:
  print_dec 0
  print " "
  print_dec 1
  print " "
  print_dec -1
  print " "
  print_dec 0x7fffffffffffffff
  print " "
  print_dec 0x8000000000000000
  newline
  print_hex 0
  print " "
  print_hex 15
  print " "
  print_hex 16
  print " "
  print_hex -1
  newline
  mov rax, 4096
  show "a number"
  mov rax, -EOVERFLOW
  show "an errno"
  mov rax, -4000
  show "an unknown errno"
  mov rax, -4096
  show "the smallest number that is no errno"
  mov rax, 0x7fffffff1000
  show_ok "an address"
  mov rax, -EFAULT
  show_ok "a refusal"

  mov rax, 1
  mov rcx, 2
  mov rdx, 3
  mov rsi, 4
  mov rdi, 5
  mov r8, 6
  mov r9, 7
  mov r10, 8
  mov r11, 9
  std
  stc
  print "registers and flags: "
  jnc 1f
  pushfq
  pop rbx
  cld
  and ebx, 0x400
  assert_eq rbx, 0x400
  assert_eq rax, 1
  assert_eq rcx, 2
  assert_eq rdx, 3
  assert_eq rsi, 4
  assert_eq rdi, 5
  assert_eq r8, 6
  assert_eq r9, 7
  assert_eq r10, 8
  assert_eq r11, 9
  print_line "kept"
  exit
1:
  cld
  fail "the carry flag is lost"
