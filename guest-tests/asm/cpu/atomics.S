# Locked instructions on shared memory: what each leaves in memory, in its register and in ZF.
#
# Exit: 0
# Output:
#   | lock xadd: found 10, left 15
#   | lock cmpxchg that fits: zf 1, left 20
#   | lock cmpxchg that does not: zf 0, rax 20, left 20
#   | lock cmpxchg16b that fits: zf 1, left 3 4
#   | xchg: found 20, left 7
#   | lock inc, lock dec, lock or, lock and: 7 8 7 15 5
#   | lock bts: cf 0, left 0x15
#   | lock cmpxchg at an odd place: zf 1, left 0x1122334455667788

.include "guest.inc"
shm_name object, "/fw-cpu-atomics"

.text
.globl _start
_start:
  shm_create object, 2*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax

  mov qword ptr [r12], 10
  mov eax, 5
  lock xadd [r12], rax
  print "lock xadd: found "
  print_dec rax
  print ", left "
  print_dec [r12]
  newline

  mov eax, 15
  mov ecx, 20
  lock cmpxchg [r12], rcx
  setz dl
  movzx edx, dl
  print "lock cmpxchg that fits: zf "
  print_dec rdx
  print ", left "
  print_dec [r12]
  newline
  mov eax, 15
  mov ecx, 30
  lock cmpxchg [r12], rcx
  setz dl
  movzx edx, dl
  print "lock cmpxchg that does not: zf "
  print_dec rdx
  print ", rax "
  print_dec rax
  print ", left "
  print_dec [r12]
  newline

  mov qword ptr [r12 + 16], 1
  mov qword ptr [r12 + 24], 2
  mov eax, 1
  mov edx, 2
  mov ebx, 3
  mov ecx, 4
  lock cmpxchg16b [r12 + 16]
  setz dl
  movzx edx, dl
  print "lock cmpxchg16b that fits: zf "
  print_dec rdx
  print ", left "
  print_dec [r12+16]
  print " "
  print_dec [r12+24]
  newline

  mov eax, 7
  xchg [r12], rax
  print "xchg: found "
  print_dec rax
  print ", left "
  print_dec [r12]
  newline

  print "lock inc, lock dec, lock or, lock and: "
  print_dec [r12]
  lock inc qword ptr [r12]
  print " "
  print_dec [r12]
  lock dec qword ptr [r12]
  print " "
  print_dec [r12]
  lock or qword ptr [r12], 8
  print " "
  print_dec [r12]
  lock and qword ptr [r12], 5
  print " "
  print_dec [r12]
  newline
  lock bts qword ptr [r12], 4
  setc dl
  movzx edx, dl
  print "lock bts: cf "
  print_dec rdx
  print ", left "
  print_hex [r12]
  newline

  xor eax, eax
  mov rcx, 0x1122334455667788
  lock cmpxchg [r12 + PAGE_SIZE - 60], rcx
  setz dl
  movzx edx, dl
  print "lock cmpxchg at an odd place: zf "
  print_dec rdx
  print ", left "
  print_hex [r12+PAGE_SIZE-60]
  newline
  exit
