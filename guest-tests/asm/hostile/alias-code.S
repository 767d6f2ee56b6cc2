/*
 * Changes code through one mapping of an object and runs it through another: argv[1] times the
 * constant of "mov eax, constant; ret" is stored through the writable alias, and what the
 * executable one returns has to be it. argv[2] is how the executable alias is mapped: MAP_SHARED
 * (1) or MAP_PRIVATE (2), of which the pages stay the object's as long as nobody writes to them.
 *
 * exit: 0
 */
.include "guest.inc"

shm_name object, "/fw-hostile-alias"

.text
.globl _start
_start:
  number_argument 1, 1000
  mov r12, rax
  number_argument 2, MAP_SHARED
  mov r13, rax
  shm_create object, 8192
  mov r14, rax
  map_shared r14, 8192, PROT_READ|PROT_WRITE, 0
  assert_ok
  mov rbx, rax
  sys mmap, 0, 8192, PROT_READ|PROT_EXEC, r13, r14, 0
  assert_ok
  mov rbp, rax
  mov byte ptr [rbx + 16], 0xb8   /* mov eax, imm32 */
  mov byte ptr [rbx + 21], 0xc3   /* ret */
1:
  mov [rbx + 17], r12d
  lea rax, [rbp + 16]
  call rax
  assert_eq rax, r12
  dec r12
  jnz 1b
  /* The same by the kernel's hand. */
  mov r12d, 100
2:
  mov [number], r12d
  sys lseek, r14, 17, SEEK_SET
  sys write, r14, offset(number), 4
  assert_eq rax, 4
  lea rax, [rbp + 16]
  call rax
  assert_eq rax, r12
  dec r12
  jnz 2b
  shm_unlink object
  exit

.data
number: .long 0
