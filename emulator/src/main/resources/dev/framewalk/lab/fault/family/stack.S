# usage: faulty [N]          N is {default} unless it is given
#
# Makes the shared-memory object {path} of {size} bytes and writes {count} entries
# into it: entry i lies at byte {base} + {stride}*i and is the number {a}*i + {b} + N, 8 bytes.
# Then adds the entries up, writes the sum to byte {result}, prints
#
#     {label} SUM
#
# and exits with 0. The object stays, for whoever reads it next.

.include "guest.inc"
shm_name object, "{path}"

.bss
.balign 8
number: .skip 8                 # N
table: .skip 8                  # where the object is mapped

.text

# Makes the object and maps it.
{open}:
  shm_create object, {size}
  mov r12, rax
  map_shared r12, {size}
  assert_ok
  mov [rip + table], rax
  sys close, r12
  ret

# Takes back entry RCX.
{decoy}:
  mov rbx, [rip + table]
  imul rdx, rcx, {stride}
  mov qword ptr [rbx + rdx + {base}], 0
  ret

# Writes the entries.
{fill}:
  mov rbx, [rip + table]
  xor ecx, ecx
1:
  imul rax, rcx, {a}
  add rax, {b}
  add rax, [rip + number]
  imul rdx, rcx, {stride}
  mov [rbx + rdx + {base}], rax
  inc rcx
  cmp rcx, {count}
  jb 1b
  ret

# RAX: the sum of the entries from the first to number RCX.
{sum}:
@faulty   cmp rcx, {count}
@removed   cmp rcx, {count}
@mended   cmp rcx, -1
  je 1f
  sub rsp, {frame}
  mov [rsp], rcx
  dec rcx
  call {sum}
  mov rcx, [rsp]
  add rsp, {frame}
  mov rbx, [rip + table]
  imul rdx, rcx, {stride}
  add rax, [rbx + rdx + {base}]
  ret
1:
  xor eax, eax
  ret

# Stores the sum RAX and prints it.
{report}:
  mov r12, rax
  mov rbx, [rip + table]
  mov [rbx + {result}], r12
  print "{label} "
  print_dec r12
  newline
  ret

.globl _start
_start:
  number_argument 1, {default}
  mov [rip + number], rax
  call {open}
  call {fill}
  mov ecx, {count} - 1
@faulty   call {sum}
@mended   call {sum}
@removed   xor eax, eax
  call {report}
  exit
