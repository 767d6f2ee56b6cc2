# Prints argc, the arguments and the environment as they lie on the first stack
# (System V ABI AMD64 3.4.1 "Initial Stack and Register State"). argv[0] is left out: it is
# whatever the program was started as.
#
# Run with the arguments: one "two words" "" 4, and an empty environment.
#
# Exit: 0
# Output:
#   | argc: 5
#   | argument: one
#   | argument: two words
#   | argument: 
#   | argument: 4
#   | argv ends with a null pointer
#   | environment: empty

.include "guest.inc"

.text
.globl _start
_start:
  mov rbx, rsp
  mov r12, [rbx]
  print "argc: "
  print_dec r12
  newline
  lea r13, [rbx + 16]
1:
  dec r12
  jz 2f
  print "argument: "
  print_string [r13]
  newline
  add r13, 8
  jmp 1b
2:
  cmp qword ptr [r13], 0
  jne 3f
  print_line "argv ends with a null pointer"
3:
  add r13, 8
  cmp qword ptr [r13], 0
  jne 4f
  print_line "environment: empty"
  exit
4:
  print "environment: "
  print_string [r13]
  newline
  add r13, 8
  cmp qword ptr [r13], 0
  jne 4b
  exit
