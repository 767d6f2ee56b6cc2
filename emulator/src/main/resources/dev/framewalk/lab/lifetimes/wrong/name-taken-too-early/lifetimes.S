# Five stories of an object, its name, its descriptors, its mappings and its bytes: see HANDOUT.md.
#
# Run: lifetimes STORY, together with the instructor's partner.

.include "guest.inc"
.include "signal.inc"
shm_name object, "/fw-lifetimes-a"

.set TURN, 0                            # of the object's page 0: whose turn it is
.set VALUE, 8                           # of every page

.bss
.balign 8
old: .skip 8                            # address of the first mapping
new: .skip 8                            # address of the second one
file: .skip 8                           # descriptor
bus_address: .skip 8                    # where the bus error was
status: .skip 8                         # of the child

.text
.globl _start
_start:
  number_argument 1, 1
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

# Makes a new object of \pages pages and maps them. RBX, [file]: descriptor; RAX: address.
.macro make pages:req
  shm_open object, O_CREAT|O_EXCL|O_RDWR, 0600
  assert_ok
  mov rbx, rax
  mov [file], rax
  sys ftruncate, rbx, \pages*PAGE_SIZE
  assert_ok
  map_shared rbx, \pages*PAGE_SIZE
  assert_ok
.endm

# 1. The descriptor goes, the mapping stays.
descriptor:
  make 1
  mov [old], rax
  sys close, rbx
  shm_unlink object                     # it is mapped
  mov r12, [old]
  mov qword ptr [r12 + VALUE], 1111
  mov qword ptr [r12 + TURN], 1
  wait_until [r12+TURN], 2
  print "descriptor: "
  print_dec [r12+VALUE]
  newline
  exit

# 2. The name goes, the object stays.
name:
  make 1
  mov [old], rax
  mov r12, rax
  mov qword ptr [r12 + VALUE], 1111
  mov qword ptr [r12 + TURN], 1
  wait_until [r12+TURN], 2
  shm_unlink object
  make 1
  mov [new], rax
  mov r13, rax
  mov qword ptr [r13 + TURN], 1
  wait_until [r13+TURN], 2
  shm_unlink object
  print "name: old "
  print_dec [r12+VALUE]
  print ", new "
  print_dec [r13+VALUE]
  newline
  exit

# 3. The bytes go, the mapping stays.
bytes:
  make 3
  mov [old], rax
  mov r12, rax
  mov qword ptr [r12 + VALUE], 100
  mov qword ptr [r12 + PAGE_SIZE + VALUE], 101
  mov qword ptr [r12 + 2*PAGE_SIZE + VALUE], 102
  on_signal SIGBUS, grow, SA_SIGINFO
  mov qword ptr [r12 + TURN], 1
  wait_until [r12+TURN], 2
  mov r13, [r12 + PAGE_SIZE + VALUE]
  mov qword ptr [r12 + TURN], 3
  wait_until [r12+TURN], 4
  shm_unlink object
  print "bytes: "
  print_dec [r12+VALUE]
  print " "
  print_dec r13
  mov rax, [bus_address]
  sub rax, r12
  print ", bus error at byte "
  print_dec rax
  newline
  exit

# Gives the object its bytes back, so that the load can be repeated.
grow:
  mov rax, [rsi + SI_addr]
  mov [bus_address], rax
  sys ftruncate, [file], 3*PAGE_SIZE
  assert_ok
  ret

# 4. A child is told.
child:
  make 2
  mov [old], rax
  mov r12, rax
  sys ftruncate, rbx, PAGE_SIZE
  assert_ok
  sys fork
  assert_ok
  test rax, rax
  jnz 1f
  mov rax, [r12 + PAGE_SIZE + VALUE]
  exit 0
1:
  sys wait4, rax, offset(status), 0, 0
  assert_ok
  mov r13, [status]
  and r13, 0x7f                         # the signal, where one ended it
  mov qword ptr [r12 + TURN], 1
  wait_until [r12+TURN], 2
  shm_unlink object
  print "child: killed by "
  print_dec r13
  newline
  exit

# 5. Nothing is left.
nothing:
  make 2
  mov [old], rax
  mov r12, rax
  mov qword ptr [r12 + TURN], 1
  wait_until [r12+TURN], 2
  shm_unlink object
  shm_open object, O_RDWR
  show "open"
  sys ftruncate, rbx, 3*PAGE_SIZE
  assert_ok
  map_shared rbx, PAGE_SIZE, PROT_READ|PROT_WRITE, 2*PAGE_SIZE
  assert_ok
  mov [new], rax
  mov qword ptr [rax + VALUE], 5555
  mov qword ptr [r12 + TURN], 3
  wait_until [r12+TURN], 4
  sys close, rbx
  sys ftruncate, rbx, PAGE_SIZE
  show "ftruncate"
  sys munmap, [old], 2*PAGE_SIZE
  sys access, [old], 0
  show "old"
  sys access, [new], 0
  show "new"
  sys munmap, [new], PAGE_SIZE
  sys access, [new], 0
  show "new"
  exit
