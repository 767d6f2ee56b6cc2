# Writing beyond the end makes the object longer; what lies between reads as zero.
#
# Exit: 0
# Output:
#   | size at first: 10
#   | write at 5000: 4
#   | size: 5004
#   | bytes 10 to 4999 that are not zero: 0
#   | word at 5000: 0x21646e65
#   | write inside: 4
#   | size: 5004

.include "guest.inc"
shm_name object, "/fw-data-write-extends"
.section .rodata
text: .ascii "end!"

.text
.globl _start
_start:
  shm_create object, 10
  mov rbx, rax
  sys lseek, rbx, 0, SEEK_END
  show "size at first"
  sys lseek, rbx, 5000, SEEK_SET
  sys write, rbx, offset(text), 4
  show "write at 5000"
  sys lseek, rbx, 0, SEEK_END
  show "size"
  map_shared rbx, 2*PAGE_SIZE
  assert_ok
  mov r12, rax
  lea rdi, [r12 + 10]
  mov ecx, 4990
  xor eax, eax
  xor r13d, r13d
1:
  scasb
  je 2f
  inc r13
2:
  loop 1b
  print "bytes 10 to 4999 that are not zero: "
  print_dec r13
  newline
  mov eax, [r12 + 5000]
  print "word at 5000: "
  print_hex rax
  newline
  sys lseek, rbx, 4000, SEEK_SET
  sys write, rbx, offset(text), 4
  show "write inside"
  sys lseek, rbx, 0, SEEK_END
  show "size"
  shm_unlink object
  exit
