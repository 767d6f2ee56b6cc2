# The three descriptors that a process starts with: an empty standard input, and two pipes to write
# to that know neither positions nor lengths nor mappings.
#
# Run with standard input from /dev/null, standard output and standard error to pipes.
#
# Exit: 0
# Output:
#   | read from standard input: 0
#   | write to standard input: EBADF
#   | read from standard output: EBADF
#   | lseek of standard output: ESPIPE
#   | lseek of standard output, whence 99: EINVAL
#   | ftruncate of standard input: EINVAL
#   | ftruncate of standard output: EINVAL
#   | mmap of standard output: EACCES
#   | fstat of standard input: 0
#   | fstat of standard output: 0
#   | fstat of standard error: 0
#   | close standard input: 0
#   | close it again: EBADF
#   | the next object's descriptor: 0
#   | write to standard error: 0

.include "guest.inc"

shm_name object, "/fw-start-standard-streams"
.bss
status: .skip STAT_SIZE
buffer: .skip 16

.text
.globl _start
_start:
  shm_unlink object
  sys read, 0, offset(buffer), 8
  show "read from standard input"
  sys write, 0, offset(buffer), 1
  show "write to standard input"
  sys read, 1, offset(buffer), 1
  show "read from standard output"
  sys lseek, 1, 0, SEEK_SET
  show "lseek of standard output"
  sys lseek, 1, 0, 99
  show "lseek of standard output, whence 99"
  sys ftruncate, 0, 0
  show "ftruncate of standard input"
  sys ftruncate, 1, 0
  show "ftruncate of standard output"
  sys mmap, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, 1, 0
  show_ok "mmap of standard output"
  sys fstat, 0, offset(status)
  show "fstat of standard input"
  sys fstat, 1, offset(status)
  show "fstat of standard output"
  sys fstat, 2, offset(status)
  show "fstat of standard error"
  sys close, 0
  show "close standard input"
  sys close, 0
  show "close it again"
  shm_open object, O_RDWR|O_CREAT, 0600
  show "the next object's descriptor"
  shm_unlink object
  sys write, 2, offset(buffer), 0
  show "write to standard error"
  exit
