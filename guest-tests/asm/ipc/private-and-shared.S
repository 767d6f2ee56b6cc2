# Two processes that were started from one file share nothing by themselves: data, bss, stack and
# anonymous memory are each one's own, and only the object is common.
#
# Run: private-and-shared SELF (0 and 1) at once.
#
# Exit: 0
# Output:
#   | own data, bss, stack and anonymous memory: 1 1 1 1
#   | object: 2

.include "guest.inc"
shm_name object, "/fw-ipc-private"
.set COUNTER, 0
.set DONE, 64
.set LEFT, 128
.data
.balign 8
data_cell: .quad 0
.bss
.balign 8
bss_cell: .skip 8

.text
.globl _start
_start:
  shm_join object, PAGE_SIZE
  mov rbx, rax
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r12, rax
  sys mmap, 0, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0
  assert_ok
  mov r13, rax
  push 0
  mov rbp, rsp
  lock inc qword ptr [data_cell]
  lock inc qword ptr [bss_cell]
  lock inc qword ptr [rbp]
  lock inc qword ptr [r13]
  lock inc qword ptr [r12 + COUNTER]
  lock inc qword ptr [r12 + DONE]
  wait_until [r12+DONE], 2
  print "own data, bss, stack and anonymous memory: "
  print_dec [data_cell]
  print " "
  print_dec [bss_cell]
  print " "
  print_dec [rbp]
  print " "
  print_dec [r13]
  newline
  print "object: "
  print_dec [r12+COUNTER]
  newline
  shm_leave [r12+LEFT], 2, object
  exit
