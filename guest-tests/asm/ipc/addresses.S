# Maps one object at an address of its own choice, where another process has it elsewhere. The
# first builds a list whose links are offsets from the object's start; the second walks it and
# turns it around; the first prints it.
#
# Run: addresses SELF (0 and 1) at once.
#
# Exit: 0
# Output when SELF is 0:
#   | at 0x100000000: 10 9 8 7 6 5 4 3 2 1
# Output when SELF is 1:
#   | at 0x600000000000: 1 2 3 4 5 6 7 8 9 10

.include "guest.inc"
shm_name object, "/fw-ipc-addresses"
.set STATE, 0                           # 0 empty, 1 list built, 2 turned around
.set HEAD, 8
.set LEFT, 16
.set NODES, PAGE_SIZE - 80              # across the page's end; each: next, value
.set COUNT, 10

# Prints the list of offsets in the object at R12.
.macro print_list
  print "at "
  print_hex r12
  print ":"
  mov rsi, [r12 + HEAD]
.Lnode\@:
  test rsi, rsi
  jz .Lend\@
  print " "
  print_dec [r12+rsi+8]
  mov rsi, [r12 + rsi]
  jmp .Lnode\@
.Lend\@:
  newline
.endm

.text
.globl _start
_start:
  number_argument 1, 0
  mov r13, rax
  shm_join object, 2*PAGE_SIZE
  mov rbx, rax
  mov r12, 0x100000000
  test r13, r13
  jz 1f
  mov r12, 0x600000000000
1:
  sys mmap, r12, 2*PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED_NOREPLACE, rbx, 0
  assert_eq rax, r12
  test r13, r13
  jnz second

  xor esi, esi                          # the node before
  mov ecx, COUNT
2:
  mov edi, ecx
  shl edi, 4
  add edi, NODES - 16
  mov [r12 + rdi], rsi
  mov [r12 + rdi + 8], rcx
  mov esi, edi
  dec ecx
  jnz 2b
  mov [r12 + HEAD], rsi
  mov qword ptr [r12 + STATE], 1
  wait_until [r12+STATE], 2
  print_list
  shm_leave [r12+LEFT], 2, object
  exit

second:
  wait_until [r12+STATE], 1
  print_list
  xor edi, edi
  mov rsi, [r12 + HEAD]
3:
  test rsi, rsi
  jz 4f
  mov rax, [r12 + rsi]
  mov [r12 + rsi], rdi
  mov rdi, rsi
  mov rsi, rax
  jmp 3b
4:
  mov [r12 + HEAD], rdi
  mov qword ptr [r12 + STATE], 2
  shm_leave [r12+LEFT], 2, object
  exit
