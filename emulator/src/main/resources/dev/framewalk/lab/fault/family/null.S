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
cursor: .skip 8                # where the entries are written

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

# Lets the entries be written from the start of the object.
{decoy}:
  mov rax, [rip + table]
  mov [rip + cursor], rax
  ret

# Writes the entries.
{fill}:
  mov rbx, [rip + cursor]
  xor ecx, ecx
1:
  imul rax, rcx, {a}
  add rax, {b}
  add rax, [rip + number]
  imul rdx, rcx, {stride}
@faulty   mov [rbx + rdx + {base}], rax
@mended   mov [rbx + rdx + {base}], rax
  inc rcx
  cmp rcx, {count}
  jb 1b
  ret

# RAX: the sum of the entries.
{sum}:
  mov rbx, [rip + table]
  xor eax, eax
  xor ecx, ecx
1:
  imul rdx, rcx, {stride}
  add rax, [rbx + rdx + {base}]
  inc rcx
  cmp rcx, {count}
  jb 1b
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
@mended   call {decoy}
  call {fill}
  call {sum}
  call {report}
  exit
