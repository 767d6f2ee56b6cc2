/*
 * Makes random system calls: argv[1] is the seed, argv[2] how many.
 *
 * Nothing that a call can destroy is needed to go on, as far as that is possible: no stack is
 * used, all state is in registers, and what a call returned is used as an argument of later ones.
 * A program that loses its own text, or touches what it mapped badly, dies of it.
 *
 *   R12  state of the generator        R14  last result that was no error
 *   R13  calls left                    R15  the arena: 256 pages, at first private and writable
 *   RBP  return address of the generators, which take no stack
 *
 * Never to be run on a real Linux.
 *
 * exit: 0
 */
.include "guest.inc"

.set ARENA, 0x1000000000
.set ARENA_PAGES, 256

/* Kinds of argument. One in sixteen is replaced by ANY. */
.set ANY, 0
.set FD, 1
.set BUF, 2
.set LEN, 3
.set PATH, 4
.set OFLAGS, 5
.set PROT, 6
.set MFLAGS, 7
.set OFF, 8
.set PAGE, 9
.set SMALL, 10
.set IOV, 11
.set DIRFD, 12
.set SIZE, 13
.set HINT, 14
.set ATFLAGS, 15

.macro row number:req, a1=ANY, a2=ANY, a3=ANY, a4=ANY, a5=ANY, a6=ANY
  .long \number
  .byte \a1, \a2, \a3, \a4, \a5, \a6, 0, 0, 0, 0, 0, 0
.endm

.section .rodata
.balign 16
calls:
  row SYS_read, FD, BUF, LEN
  row SYS_write, FD, BUF, LEN
  row SYS_open, PATH, OFLAGS, SMALL
  row SYS_open, PATH, OFLAGS, SMALL
  row SYS_open, PATH, OFLAGS, SMALL
  row SYS_open, PATH, OFLAGS, SMALL
  row SYS_openat, DIRFD, PATH, OFLAGS, SMALL
  row SYS_openat, DIRFD, PATH, OFLAGS, SMALL
  row SYS_close, FD
  row SYS_close, FD
  row SYS_fstat, FD, BUF
  row SYS_lseek, FD, SIZE, SMALL
  row SYS_mmap, HINT, LEN, PROT, MFLAGS, FD, OFF
  row SYS_mmap, HINT, LEN, PROT, MFLAGS, FD, OFF
  row SYS_mmap, HINT, LEN, PROT, MFLAGS, FD, OFF
  row SYS_mmap, PAGE, LEN, PROT, MFLAGS, FD, OFF
  row SYS_mmap, PAGE, LEN, PROT, MFLAGS, FD, OFF
  row SYS_mprotect, PAGE, LEN, PROT
  row SYS_mprotect, PAGE, LEN, PROT
  row SYS_munmap, PAGE, LEN
  row SYS_munmap, PAGE, LEN
  row SYS_munmap, PAGE, LEN
  row SYS_writev, FD, IOV, SMALL
  row SYS_sched_yield
  row SYS_msync, PAGE, LEN, SMALL
  row SYS_getpid
  row SYS_ftruncate, FD, SIZE
  row SYS_ftruncate, FD, SIZE
  row SYS_ftruncate, FD, SIZE
  row SYS_unlink, PATH
  row SYS_unlinkat, DIRFD, PATH, ATFLAGS
  row -1
calls_end:

/* Where pointers and numbers change their meaning. */
edges:
  .quad 0, 1, -1, 0xfff, 0x1000, 0xffff, 0x10000, 0x7fffffffe000
  .quad 0x7fffffffefff, 0x7ffffffff000, 0x7fffffffffff, 0x800000000000
  .quad 0xffff7fffffffffff, 0xffff800000000000, 0xffffffff81000000, 0xffffffff81001000
  .quad 0x7fffffffffffffff, 0x8000000000000000, 0xfffffffffffff000, 0xffffffffffffffff
  .quad 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, -100, -4096, -9, 0x7fff0000
  .quad ARENA - 1, ARENA - 4096, ARENA + ARENA_PAGES * 4096 - 1, ARENA + ARENA_PAGES * 4096

any_kinds:
  .quad any_small, any_thousand, any_negative, any_result, make_page, make_buf, any_page_end
  .quad make_path, any_mask, make_len, any_power, any_random, any_edge, any_own, make_iov
  .quad any_result
kinds:
  .quad make_any, make_fd, make_buf, make_len, make_path, make_oflags, make_prot, make_mflags
  .quad make_off, make_page, any_small, make_iov, make_dirfd, make_size, make_hint
  .quad make_atflags

/* Names, 16 bytes each; a digit of the first eight is made by the generator. */
names:
  .asciz "/dev/shm/fuzz-0"
  .asciz "/dev/shm/fuzz-1"
  .asciz "/dev/shm/fuzz-2"
  .asciz "/dev/shm/fuzz-3"
  .asciz "/dev/shm/fuzz-4"
  .asciz "/dev/shm/fuzz-5"
  .asciz "/dev/shm/fuzz-6"
  .asciz "/dev/shm/fuzz-7"
  .asciz "/dev//shm/../shm"
  .balign 16
  .asciz "/dev/shm"
  .balign 16
  .asciz "/dev/shm/fuzz-1/"
  .balign 16
  .asciz "fuzz-2"
  .balign 16
  .asciz "shm/fuzz-3"
  .balign 16
  .asciz "/dev/shm/\377\376"
  .balign 16
  .asciz "/etc/passwd"
  .balign 16
  .asciz ""
names_end:
  .balign 16
long_name:
  .ascii "/dev/shm/"
  .fill 300, 1, 'x'
  .byte 0

.data
.balign 16
iovecs:
  .quad ARENA, 100
  .quad ARENA + 0x3ff0, 0x2000
  .quad 0, 0
  .quad ARENA + 0x10000, 0x8000
  .quad -1, 10
  .quad ARENA, -1
  .quad ARENA + 0xff000, 0x7fffffffffffffff
  .quad iovecs, 64

/* RAX: 64 random bits (xorshift64*, Marsaglia 2003 and Vigna 2016). */
.macro random
  mov rax, r12
  shr rax, 12
  xor r12, rax
  mov rax, r12
  shl rax, 25
  xor r12, rax
  mov rax, r12
  shr rax, 27
  xor r12, rax
  movabs rax, 2685821657736338717
  imul rax, r12
  rol rax, 32
.endm

/* RAX: random, below 2 to the \bits. */
.macro bits bits:req
  random
  and eax, (1 << \bits) - 1
.endm

/* Ends a generator. */
.macro made
  jmp rbp
.endm

/* RAX: an argument of kind \kind at byte \at of the row RBX. */
.macro argument at:req, xmm:req
  movzx edx, byte ptr [rbx + 3 + \at]
  bits 4
  test eax, eax
  jnz 1f
  xor edx, edx
1:
  lea rbp, [rip + 2f]
  jmp [kinds + 8 * rdx]
2:
  movq \xmm, rax
.endm

.text
.globl _start
_start:
  number_argument 1, 1
  mov r12, rax
  number_argument 2, 1000
  mov r13, rax
  movabs rax, 0x9e3779b97f4a7c15
  imul r12, rax
  or r12, 1
  movabs r15, ARENA
  sys mmap, r15, ARENA_PAGES*4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0
  mov r14, rax

next:
  sub r13, 1
  jb done
  bits 5
  shl eax, 4
  lea rbx, [calls + rax]
  argument 1, xmm0
  argument 2, xmm1
  argument 3, xmm2
  argument 4, xmm3
  argument 5, xmm4
  argument 6, xmm5
  movsxd rax, dword ptr [rbx]
  cmp rax, -1
  je unknown
known:
  movq rdi, xmm0
  movq rsi, xmm1
  movq rdx, xmm2
  movq r10, xmm3
  movq r8, xmm4
  movq r9, xmm5
  syscall
  cmp rax, -4096
  ja next
  test rax, rax
  jz 1f
  mov r14, rax
1:
  random
  test eax, 0x7f
  jnz next
  /* Now and then use what there is as memory. */
  shr rax, 40
  test al, 7
  jz 2f
  and eax, 0xff000
  mov byte ptr [r15 + rax], 1
  jmp next
2:
  test al, 8
  jz 3f
  mov rcx, [r14]
  jmp next
3:
  mov [r14], rcx
  jmp next

/* A number that is none, or by accident one; never the end of the process, but in one of 64. */
unknown:
  random
  mov rdx, rax
  bits 2
  cmp eax, 1
  jb 2f
  je 1f
  and edx, 0x1ff                  /* one of the table, most likely missing here */
  jmp 2f
1:
  and edx, 0x3f                   /* a known one with arguments of no kind */
2:
  mov rbx, rdx
  cmp ebx, SYS_exit
  je 3f
  cmp ebx, SYS_exit_group
  jne 4f
3:
  bits 6
  test eax, eax
  jz 4f
  mov ebx, SYS_getpid
4:
  mov rax, rbx
  jmp known

done:
  exit 0

make_any:
  bits 4
  jmp [any_kinds + 8 * rax]

any_small:
  bits 4
  made
any_thousand:
  bits 10
  made
any_negative:
  bits 4
  not rax
  made
any_result:
  mov rax, r14
  made
any_page_end:
  bits 8
  shl eax, 12
  lea rdx, [r15 + rax]
  bits 3
  sub rdx, rax
  mov rax, rdx
  made
any_mask:
  random
  mov rdx, rax
  random
  and rax, rdx
  mov eax, eax
  made
any_power:
  bits 6
  mov ecx, eax
  mov eax, 1
  shl rax, cl
  made
any_random:
  random
  made
any_edge:
  bits 5
  mov rax, [edges + 8 * rax]
  made
/* Its own text, constants, data and stack: seldom, because most of what follows is deadly. */
any_own:
  bits 5
  cmp eax, 1
  jb 1f
  je 2f
  cmp eax, 3
  jb 3f
  je 4f
  jmp any_random
1:
  mov eax, offset _start
  made
2:
  mov eax, offset calls
  made
3:
  mov rax, rsp
  made
4:
  mov eax, offset iovecs
  made

make_fd:
  bits 3
  cmp eax, 6
  jae any_result
  bits 4
  made
make_buf:
  random
  and eax, 0xfffff
  add rax, r15
  made
make_len:
  random
  mov edx, eax
  bits 3
  test eax, eax
  jz 1f
  bt edx, 31
  jc 3f
4:
  and edx, 0xf                    /* pages: 1 to 16 */
  inc edx
  shl edx, 12
  mov eax, edx
  made
3:
  test edx, 0x70000000            /* seldom 2 or 4 MiB, for large pages */
  jnz 4b
  and edx, 1
  inc edx
  shl edx, 21
  mov eax, edx
  made
1:
  and edx, 0x3ff
  mov eax, edx
  made
make_path:
  bits 5
  cmp eax, 31
  je 1f
  test eax, 16
  jz 2f
  and eax, 7
2:
  shl eax, 4
  add rax, offset names
  made
1:
  mov eax, offset long_name
  made
make_oflags:
  random
  mov edx, eax
  bits 3
  test eax, eax
  jz 1f
  and edx, O_CREAT | O_RDWR
  mov eax, edx
  or eax, O_RDWR
  made
1:
  and edx, O_CREAT | O_EXCL | O_TRUNC | O_APPEND | O_DIRECTORY | O_ACCMODE
  mov eax, edx
  made
/* Executable in one of 64: the engine translates everything anew then, which takes time. */
make_prot:
  bits 8
  cmp eax, 4
  jb 1f
  and eax, PROT_READ | PROT_WRITE
  made
1:
  or eax, PROT_EXEC               /* with any of the other two */
  made
make_mflags:
  random
  mov rdx, rax
  bits 3
  test eax, eax
  jz 1f
  and edx, MAP_FIXED | MAP_ANONYMOUS
  mov eax, edx
  or eax, MAP_SHARED
  bt rdx, 5
  jnc 2f
  bt rdx, 4
  jc 2f
  xor eax, MAP_SHARED | MAP_PRIVATE
2:
  made
1:
  mov eax, edx
  and eax, 0x1f013f
  made
make_off:
  bits 3
  shl eax, 12
  made
make_page:
  bits 4
  cmp eax, 1
  jb 2f
  cmp eax, 4
  jbe 1f
  random
  and eax, 0xff000
  add rax, r15
  made
1:
  mov rax, r14
  and rax, -4096
  made
2:
  bits 2                          /* one of four places for a page of 2 MiB, behind the arena */
  shl eax, 21
  lea rdx, [r15 + 0x40000000]
  add rax, rdx
  made
make_iov:
  bits 2
  shl eax, 4
  add rax, offset iovecs
  made
make_dirfd:
  bits 1
  test eax, eax
  jz make_fd
  mov rax, AT_FDCWD
  made
make_size:
  bits 5
  mov ecx, eax
  mov edx, 1
  shl edx, cl
  dec edx
  random
  and edx, eax
  cmp edx, 0x10000
  jb 1f
  bits 3
  test eax, eax
  jz 1f
  and edx, 0xffff                 /* large sizes seldom */
1:
  mov eax, edx
  cmp edx, 0x40000000
  jb 2f
  mov eax, 4 << 20                /* as much as two large pages */
2:
  made
make_hint:
  bits 2
  test eax, eax
  jz make_page
  xor eax, eax
  made
make_atflags:
  bits 2
  test eax, eax
  jz any_small
  xor eax, eax
  made
