# A load, a store and a string store across the border of two pages that lie side by side but
# belong to two objects.
#
# Exit: 0
# Output:
#   | loaded across: 0x5555444400000000
#   | stored, the end of the first object: 0x55667788
#   | stored, the start of the second object: 0x11223344
#   | stored across by rep stosb: 0xaaaaaaaa 0xaaaaaaaa

.include "guest.inc"
.set BASE, 0x10000000
shm_name first, "/fw-map-across-a"
shm_name second, "/fw-map-across-b"

.text
.globl _start
_start:
  shm_create first, PAGE_SIZE
  mov rbx, rax
  shm_unlink first
  shm_create second, PAGE_SIZE
  mov r12, rax
  shm_unlink second
  sys mmap, BASE, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, rbx, 0
  assert_eq rax, BASE
  sys mmap, BASE+PAGE_SIZE, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, r12, 0
  assert_eq rax, BASE+PAGE_SIZE
  map_shared rbx, PAGE_SIZE
  assert_ok
  mov r13, rax
  map_shared r12, PAGE_SIZE
  assert_ok
  mov r14, rax

  mov dword ptr [r14], 0x55554444
  print "loaded across: "
  print_hex [BASE+PAGE_SIZE-4]
  newline
  mov rax, 0x1122334455667788
  mov [BASE + PAGE_SIZE - 4], rax
  mov eax, [r13 + PAGE_SIZE - 4]
  print "stored, the end of the first object: "
  print_hex rax
  newline
  mov eax, [r14]
  print "stored, the start of the second object: "
  print_hex rax
  newline
  mov edi, BASE + PAGE_SIZE - 100
  mov ecx, 200
  mov al, 0xaa
  rep stosb
  mov eax, [r13 + PAGE_SIZE - 4]
  print "stored across by rep stosb: "
  print_hex rax
  print " "
  mov eax, [r14]
  print_hex rax
  newline
  exit
