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
  sys mmap, {address}, {size}, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, r12, 0
  assert_ok
  mov [rip + table], rax
  sys close, r12
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

# Gives the mapping back; the object keeps what was written.
{decoy}:
  sys munmap, [rip + table], {size}
  assert_eq rax, 0
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
@faulty   mov [rbx + {result}], r12
@mended   mov [rbx + {result}], r12
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
@faulty   call {decoy}
@faulty   call {sum}
@faulty   call {report}
@mended   call {sum}
@mended   call {report}
@mended   call {decoy}
@removed   call {decoy}
@removed   xor eax, eax
@removed   call {report}
  exit
