# The reader: waits for the board, takes its name away, and adds up the numbers on it.
# What the two agree on stands in HANDOUT.md.
#
# Run: framewalk run writer.S 5 -- reader.S

.include "guest.inc"
shm_name board, "/fw-share-board"

.set BOARD_SIZE, 20000
.set READY, 0
.set COUNT, 8
.set SUM, 16
.set DONE, 64

.bss
.balign 8
control: .skip 8                        # where your mapping of the control page is
window: .skip 8                         # where your mapping of the numbers is
stat: .skip STAT_SIZE                   # for fstat: the size is the 8 bytes at stat + STAT_size

.text
.globl _start
_start:
1:
  shm_open board, O_RDWR
  cmp rax, -ENOENT                      # not made yet: let others run, and try again
  jne 2f
  sys sched_yield
  jmp 1b
2:
  assert_ok
  mov rbx, rax                          # its descriptor

  # TODO: wait until it has its size; map the control page, and the window; keep both addresses.

  # TODO: wait for READY, then take the name away.

  # TODO: add up COUNT numbers; store SUM, then DONE; print what the handout says.
  print_line "the reader is not written yet"
  exit 1
