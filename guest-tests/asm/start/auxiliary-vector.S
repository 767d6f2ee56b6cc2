# What the auxiliary vector promises holds: the page size, the entry point, the program headers,
# 16 random bytes; it ends with AT_NULL.
#
# Exit: 0
# Output:
#   | AT_PAGESZ: 4096
#   | AT_ENTRY is _start
#   | AT_PHENT: 56
#   | AT_PHDR leads to PT_LOAD
#   | AT_RANDOM can be read

.include "guest.inc"

.set PT_LOAD, 1

.bss
.balign 8
values: .skip 64 * 8

.text
.globl _start
_start:
  mov rbx, rsp
  mov rax, [rbx]
  lea rbx, [rbx + 8 * rax + 16]         # behind argv and its null pointer: envp
1:
  add rbx, 8
  cmp qword ptr [rbx - 8], 0
  jne 1b
2:                                      # auxv: pairs of type and value
  mov rax, [rbx]
  mov rcx, [rbx + 8]
  add rbx, 16
  cmp rax, 64
  jae 2b
  mov [values + 8 * rax], rcx
  test rax, rax                         # AT_NULL
  jnz 2b

  print "AT_PAGESZ: "
  print_dec [values+8*AT_PAGESZ]
  newline
  assert_eq [values+8*AT_ENTRY], offset(_start)
  print_line "AT_ENTRY is _start"
  print "AT_PHENT: "
  print_dec [values+8*AT_PHENT]
  newline

  mov rsi, [values + 8 * AT_PHDR]
  mov rcx, [values + 8 * AT_PHNUM]
  assert_ne rsi, 0
3:
  assert_ne rcx, 0
  cmp dword ptr [rsi], PT_LOAD
  lea rsi, [rsi + 56]
  lea rcx, [rcx - 1]
  jne 3b
  print_line "AT_PHDR leads to PT_LOAD"

  mov rsi, [values + 8 * AT_RANDOM]
  assert_ne rsi, 0
  mov rax, [rsi]
  mov rax, [rsi + 8]
  print_line "AT_RANDOM can be read"
  exit
