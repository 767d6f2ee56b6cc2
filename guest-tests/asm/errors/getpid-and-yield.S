# getpid(2) and sched_yield(2) cannot fail, whatever is in the argument registers.
#
# Exit: 0
# Output:
#   | getpid: positive
#   | getpid again: the same
#   | sched_yield: 0
#   | sched_yield with garbage in the arguments: 0

.include "guest.inc"
.text
.globl _start
_start:
  sys getpid
  mov rbx, rax
  print "getpid: "
  test rbx, rbx
  jle 1f
  print_line "positive"
1:
  sys getpid, -1, -1, -1
  print "getpid again: "
  cmp rax, rbx
  jne 2f
  print_line "the same"
2:
  sys sched_yield
  show "sched_yield"
  sys sched_yield, -1, 0x8000000000000000, 77, -1, -1, -1
  show "sched_yield with garbage in the arguments"
  exit
