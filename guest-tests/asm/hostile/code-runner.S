/*
 * Executes what code-patcher patches in another process: argv[1] rounds, of each of which the
 * code has to return five times the number.
 *
 * exit: 0
 */
.include "guest.inc"

shm_name object, "/fw-hostile-patch"

.text
.globl _start
_start:
  number_argument 1, 100
  mov r15, rax
  shm_join object, 8192
  mov r14, rax
  map_shared r14, 4096, PROT_READ|PROT_EXEC, 0
  assert_ok
  mov rbp, rax
  map_shared r14, 4096, PROT_READ|PROT_WRITE, 4096
  assert_ok
  mov rbx, rax
  mov r12d, 1
1:
  wait_until [rbx], r12
  call rbp
  lea ecx, [r12 * 4 + r12]
  assert_eq rax, rcx
  mov [rbx + 8], r12
  inc r12
  cmp r12, r15
  jbe 1b
  exit
