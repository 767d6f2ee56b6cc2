# Sleeping takes at least as long as asked, by the clock that cannot be set; the time of day is
# later than when this was written.
#
# Exit: 0
# Output:
#   | slept long enough
#   | it is past 2020
#   | a clock that is none: EINVAL
#   | a time that is none: EINVAL

.include "guest.inc"
.set CLOCK_REALTIME, 0
.set CLOCK_MONOTONIC, 1
.set THEN, 1577836800                   # 2020-01-01T00:00:00Z

.data
.balign 8
span: .quad 0, 20000000
wrong: .quad 0, -1

.bss
.balign 8
before: .skip 16
after: .skip 16

.text
.globl _start
_start:
  sys clock_gettime, CLOCK_MONOTONIC, offset(before)
  assert_eq rax, 0
  sys nanosleep, offset(span), 0
  assert_eq rax, 0
  sys clock_gettime, CLOCK_MONOTONIC, offset(after)
  assert_eq rax, 0
  mov rax, [after]
  sub rax, [before]
  imul rax, rax, 1000000000
  add rax, [after + 8]
  sub rax, [before + 8]
  assert_below 19999999, rax
  print_line "slept long enough"
  sys clock_gettime, CLOCK_REALTIME, offset(after)
  assert_eq rax, 0
  assert_below THEN, [after]
  print_line "it is past 2020"
  sys clock_gettime, 1000, offset(after)
  show "a clock that is none"
  sys nanosleep, offset(wrong), 0
  show "a time that is none"
  exit
