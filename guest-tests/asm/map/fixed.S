# MAP_FIXED takes the address it is given and replaces what was there, all of it or a part in the
# middle; MAP_FIXED_NOREPLACE only takes what is free.
#
# Exit: 0
# Output:
#   | objects in the pages: A A A A
#   | page 1 replaced: A B A A
#   | pages 2 and 3 replaced by pages 0 and 1: A B B B
#   | not replaced: EEXIST
#   | pages as they were: A B B B
#   | page 1 unmapped and taken without replacing: ok
#   | pages now: A A B B
#   | a store through page 0 seen in page 1: yes

.include "guest.inc"
.set BASE, 0x10000000
shm_name first, "/fw-map-fixed-a"
shm_name second, "/fw-map-fixed-b"

.macro show_pages text:req
  print "\text:"
  mov r14d, BASE
.Lpage\@:
  print " "
  print_string r14
  add r14, PAGE_SIZE
  cmp r14d, BASE + 4 * PAGE_SIZE
  jb .Lpage\@
  newline
.endm

# Makes an object of 4 pages that begin with \letter; descriptor to \register.
.macro make_object path:req, letter:req, register:req
  shm_create \path, 4*PAGE_SIZE
  mov \register, rax
  shm_unlink \path
  map_shared \register, 4*PAGE_SIZE
  assert_ok
  .irp page, 0, 1, 2, 3
  mov byte ptr [rax + \page * PAGE_SIZE], \letter
  .endr
.endm

.text
.globl _start
_start:
  make_object first, 'A', rbx
  make_object second, 'B', r12
  sys mmap, BASE, 4*PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, rbx, 0
  assert_eq rax, BASE
  show_pages "objects in the pages"
  sys mmap, BASE+PAGE_SIZE, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, r12, PAGE_SIZE
  assert_eq rax, BASE+PAGE_SIZE
  show_pages "page 1 replaced"
  sys mmap, BASE+2*PAGE_SIZE, 2*PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED, r12, 0
  assert_eq rax, BASE+2*PAGE_SIZE
  show_pages "pages 2 and 3 replaced by pages 0 and 1"
  sys mmap, BASE+PAGE_SIZE, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED_NOREPLACE, rbx, 0
  show_ok "not replaced"
  show_pages "pages as they were"
  sys munmap, BASE+PAGE_SIZE, PAGE_SIZE
  assert_eq rax, 0
  sys mmap, BASE+PAGE_SIZE, PAGE_SIZE, PROT_READ, MAP_SHARED|MAP_FIXED_NOREPLACE, rbx, 0
  show_ok "page 1 unmapped and taken without replacing"
  show_pages "pages now"
  print "a store through page 0 seen in page 1: "
  mov qword ptr [BASE + 8], 5
  cmp qword ptr [BASE + PAGE_SIZE + 8], 5
  jne 1f
  print_line "yes"
1:
  exit
