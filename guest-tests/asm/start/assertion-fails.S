# An assertion that does not hold ends the program with status 99; what was printed before is kept,
# the message goes to standard error.
#
# Exit: 99
# Output:
#   | two and two
#   | a line not yet ended

.include "guest.inc"
.text
.globl _start
_start:
  print_line "two and two"
  print "a line not yet ended"
  mov eax, 4
  assert_eq rax, 4
  assert_below rax, 5
  assert_ok
  mov rax, -ENOENT
  assert_errno ENOENT
  newline
  assert_eq rax, 5
  exit
