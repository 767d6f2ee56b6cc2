# A handler of SIGSEGV lets the access be allowed, and the instruction runs again: a store to a page
# without access, with what siginfo and ucontext say of it.
#
# Exit: 0
# Output:
#   | code 2 at offset 24, cr2 the same: 1
#   | vector 14, error code 0x6
#   | stored: 42
#   | nowhere: code 1, address 0x10
#   | end of the object: signal 7, code 2
#   | divide: code 1, at the instruction: 1
#   | undefined: code 2, at the instruction: 1

.include "guest.inc"
.include "signal.inc"

shm_name object, "/fw-signals-mend-fault"

.bss
.balign 8
page: .skip 8
back: .skip 8
here: .skip 8

.text
mend:
  mov r12, rdx
  mov r13, rsi
  mov rbx, [rsi + SI_addr]
  mov rcx, rbx
  sub rcx, [page]
  movsxd rax, dword ptr [rsi + SI_code]
  print "code "
  print_dec rax
  print " at offset "
  print_dec rcx
  xor eax, eax
  cmp rbx, [r12 + UC_cr2]
  sete al
  print ", cr2 the same: "
  print_dec rax
  newline
  print "vector "
  print_dec [r12 + UC_trapno]
  print ", error code "
  print_hex [r12 + UC_err]
  newline
  sys mprotect, [page], PAGE_SIZE, PROT_READ|PROT_WRITE
  assert_ok
  ret


# Goes on at [back], and leaves siginfo's words where the program finds them.
note:
  mov rax, [back]
  mov [rdx + UC_rip], rax
  movsxd rax, dword ptr [rsi + SI_code]
  mov [rdx + UC_r12], rax
  mov rax, [rsi + SI_addr]
  mov [rdx + UC_rbx], rax
  mov [rdx + UC_r15], rdi
  ret

.macro go_on label:req
  lea rax, [rip + \label]
  mov [back], rax
.endm

.globl _start
_start:
  map_anonymous PAGE_SIZE, PROT_NONE
  assert_ok
  mov [page], rax
  on_signal SIGSEGV, mend, SA_SIGINFO
  mov rbx, [page]
  mov ecx, 42
  mov [rbx + 24], rcx
  print "stored: "
  print_dec [rbx + 24]
  newline

  on_signal SIGSEGV, note, SA_SIGINFO
  on_signal SIGBUS, note, SA_SIGINFO
  on_signal SIGFPE, note, SA_SIGINFO
  on_signal SIGILL, note, SA_SIGINFO
  go_on 1f
  mov ecx, 0x10
  mov rax, [rcx]
1:
  print "nowhere: code "
  print_dec r12
  print ", address "
  print_hex rbx
  newline

  shm_create object, PAGE_SIZE
  mov r14, rax
  shm_unlink object
  map_shared r14, 2*PAGE_SIZE
  assert_ok
  lea r13, [rax + PAGE_SIZE]
  go_on 2f
  mov byte ptr [r13], 1
2:
  assert_eq rbx, r13
  print "end of the object: signal "
  print_dec r15
  print ", code "
  print_dec r12
  newline

  go_on 3f
  lea r13, [rip + 4f]
  xor ecx, ecx
  xor edx, edx
  mov eax, 1
4:
  div rcx
3:
  xor eax, eax
  cmp rbx, r13
  sete al
  print "divide: code "
  print_dec r12
  print ", at the instruction: "
  print_dec rax
  newline

  go_on 5f
  lea r13, [rip + 6f]
6:
  ud2
5:
  xor eax, eax
  cmp rbx, r13
  sete al
  print "undefined: code "
  print_dec r12
  print ", at the instruction: "
  print_dec rax
  newline
  exit
