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
@faulty   sys mmap, {address}, {page}, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, r12, 0
@removed   sys mmap, {address}, {page}, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, r12, 0
@mended   sys mmap, {address}, {size}, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, r12, 0
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
@faulty   cmp rcx, {count}
@mended   cmp rcx, {count}
@removed   cmp rcx, {fits}
  jb 1b
  ret

# Takes back entry RCX.
{decoy}:
  mov rbx, [rip + table]
  imul rdx, rcx, {stride}
  mov qword ptr [rbx + rdx + {base}], 0
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
@faulty   cmp rcx, {count}
@mended   cmp rcx, {count}
@removed   cmp rcx, {fits}
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
  call {fill}
  call {sum}
  call {report}
  exit
