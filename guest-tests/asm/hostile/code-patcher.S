/*
 * Patches code that code-runner executes: argv[1] rounds. The object's first page holds "mov eax,
 * constant; ret", its second the number of the round that is to be run (offset 0) and of the one
 * that has been (8).
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
  map_shared rax, 8192, PROT_READ|PROT_WRITE, 0
  assert_ok
  mov rbx, rax
  mov byte ptr [rbx], 0xb8
  mov byte ptr [rbx + 5], 0xc3
  mov r12d, 1
1:
  lea eax, [r12 * 4 + r12]
  mov [rbx + 1], eax
  mov [rbx + 4096], r12           /* run it */
  wait_until [rbx+4096+8], r12
  inc r12
  cmp r12, r15
  jbe 1b
  shm_unlink object
  exit
