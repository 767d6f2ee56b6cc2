# What fstat(2) says of an object: a regular file with the permissions it was created with, its
# size to the byte, its number of links; and what it says after an unlink.
#
# Exit: 0
# Output:
#   | mode: 0x8180
#   | links: 1
#   | size: 12345
#   | block size: 4096
#   | another mode: 0x8124
#   | links after unlink: 0
#   | size after unlink: 12345

.include "guest.inc"
shm_name object, "/fw-names-fstat-fields"
shm_name other, "/fw-names-fstat-fields-other"
.bss
.balign 8
status: .skip STAT_SIZE

.text
.globl _start
_start:
  shm_create object, 12345
  mov rbx, rax
  sys fstat, rbx, offset(status)
  assert_eq rax, 0
  mov ecx, [status + STAT_mode]
  print "mode: "
  print_hex rcx                         # S_IFREG and 0600
  newline
  print "links: "
  print_dec [status+STAT_nlink]
  newline
  print "size: "
  print_dec [status+STAT_size]
  newline
  print "block size: "
  print_dec [status+STAT_blksize]
  newline

  shm_unlink other
  shm_open other, O_RDONLY|O_CREAT, 0444
  mov r12, rax
  sys fstat, r12, offset(status)
  mov ecx, [status + STAT_mode]
  print "another mode: "
  print_hex rcx                         # S_IFREG and 0444
  newline
  shm_unlink other

  shm_unlink object
  sys fstat, rbx, offset(status)
  print "links after unlink: "
  print_dec [status+STAT_nlink]
  newline
  print "size after unlink: "
  print_dec [status+STAT_size]
  newline
  exit
