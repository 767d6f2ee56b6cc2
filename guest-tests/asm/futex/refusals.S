# What futex refuses, and with what.
#
# Exit: 0
# Output:
#   | another value: EAGAIN
#   | not aligned: EINVAL
#   | no memory: EFAULT
#   | no bits: EINVAL
#   | a second of a thousand million nanoseconds: EINVAL
#   | a time that passes: ETIMEDOUT
#   | an instant that has passed: ETIMEDOUT
#   | no such operation: ENOSYS

.include "guest.inc"
.set FUTEX_WAIT, 0
.set FUTEX_WAKE, 1
.set FUTEX_WAIT_BITSET, 9
.set FUTEX_PRIVATE_FLAG, 128

.data
.balign 8
lock: .quad 0
soon: .quad 0, 1000000
never: .quad 0, 1000000000

.text
.globl _start
_start:
  sys futex, offset(lock), FUTEX_WAIT, 1, 0
  show "another value"
  sys futex, offset(lock) + 2, FUTEX_WAIT, 0, 0
  show "not aligned"
  sys futex, 0x1000, FUTEX_WAIT, 0, 0
  show "no memory"
  sys futex, offset(lock), FUTEX_WAIT_BITSET, 0, 0, 0, 0
  show "no bits"
  sys futex, offset(lock), FUTEX_WAIT, 0, offset(never)
  show "a second of a thousand million nanoseconds"
  sys futex, offset(lock), FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, offset(soon)
  show "a time that passes"
  sys futex, offset(lock), FUTEX_WAIT_BITSET, 0, offset(soon), 0, -1
  show "an instant that has passed"
  sys futex, offset(lock), 99, 0, 0
  show "no such operation"
  exit
