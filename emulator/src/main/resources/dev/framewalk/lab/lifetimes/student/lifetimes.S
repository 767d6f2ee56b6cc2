# Five stories of an object, its name, its descriptors, its mappings and its bytes: see HANDOUT.md.
#
# Run: lifetimes STORY, together with the partner that the tests bring.

.include "guest.inc"
.include "signal.inc"
shm_name object, "/fw-lifetimes-a"

.set TURN, 0                            # of the object's page 0: whose turn it is
.set VALUE, 8                           # of every page

.bss
.balign 8
old: .skip 8                            # address of your first mapping
new: .skip 8                            # address of your second one

.text
.globl _start
_start:
  number_argument 1, 1                  # RAX: which story
  cmp rax, 1
  je descriptor
  cmp rax, 2
  je name
  cmp rax, 3
  je bytes
  cmp rax, 4
  je child
  cmp rax, 5
  je nothing
  exit FW_USAGE

# 1. The descriptor goes, the mapping stays.
descriptor:
  shm_open object, O_CREAT|O_EXCL|O_RDWR, 0600
  assert_ok                             # ends the program where RAX is an error
  mov rbx, rax
  # TODO: give it its size, map it, keep the address in old, close the descriptor.
  # TODO: VALUE, then TURN; wait for the partner; take the name away; print.
  shm_unlink object
  jmp not_written

# 2. The name goes, the object stays.
name:
  jmp not_written

# 3. The bytes go, the mapping stays.
bytes:
  jmp not_written

# 4. A child is told.
child:
  jmp not_written

# 5. Nothing is left.
nothing:
  jmp not_written

not_written:
  print_line "this story is not written yet"
  exit 1
