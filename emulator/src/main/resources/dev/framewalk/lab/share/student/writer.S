# The writer: makes the board, puts the squares of 1 to N on it, and waits for the reader's sum.
# What the two agree on stands in HANDOUT.md.
#
# Run: framewalk run writer.S 5 -- reader.S

.include "guest.inc"
shm_name board, "/fw-share-board"

.set BOARD_SIZE, 20000                  # bytes of the object
.set READY, 0                           # control page: 1 when numbers and COUNT are there
.set COUNT, 8                           # how many numbers
.set SUM, 16                            # the reader's answer
.set DONE, 64                           # 1 when SUM is there

.bss
.balign 8
control: .skip 8                        # where your mapping of the control page is
window: .skip 8                         # where your mapping of the numbers is

.text
.globl _start
_start:
  number_argument 1, 5                  # RAX: N
  mov rbp, rax

  # Make the object. It is an error that it is there already.
  shm_open board, O_CREAT|O_EXCL|O_RDWR, 0600
  assert_ok                             # ends the program where RAX is an error
  mov rbx, rax                          # its descriptor

  # TODO: give it its size; map the control page, and the window; keep both addresses.

  # TODO: store the squares 1, 4, 9 up to N * N, then COUNT, then READY.

  # TODO: wait for DONE, then print what the handout says.
  print_line "the writer is not written yet"
  exit 1
