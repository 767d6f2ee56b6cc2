# Half of the run that the build's class-data archive is made by: stores into a shared object,
# behind the calls that a C library makes before main.

.include "guest.inc"
.set SYS_readlink, 89
.set ARCH_SET_FS, 0x1002
.set RLIMIT_STACK, 3
.set AT_EMPTY_PATH, 0x1000

shm_name object, "/fw-archive"

.text
.globl _start
_start:
  sys brk, 0
  lea rsi, [rax + PAGE_SIZE]
  sys brk, rsi
  sys arch_prctl, ARCH_SET_FS, offset(thread)
  sys set_tid_address, offset(thread)
  sys set_robust_list, offset(thread), 24
  sys rseq, offset(thread), 32, 0, 0
  sys prlimit64, 0, RLIMIT_STACK, 0, offset(thread)
  sys readlink, offset(itself), offset(answer), PAGE_SIZE
  sys getrandom, offset(answer), 8, 1
  sys mprotect, offset(constants), PAGE_SIZE, PROT_READ
  sys newfstatat, 1, offset(nothing), offset(answer), AT_EMPTY_PATH
  shm_join object, PAGE_SIZE
  map_shared rax, PAGE_SIZE, PROT_READ|PROT_WRITE, 0
  mov rbx, rax
  mov qword ptr [rbx], 1
  print_line "written"
  exit

.data
itself: .asciz "/proc/self/exe"
nothing: .asciz ""

.bss
.balign PAGE_SIZE
constants: .skip PAGE_SIZE
thread: .skip PAGE_SIZE
answer: .skip PAGE_SIZE
