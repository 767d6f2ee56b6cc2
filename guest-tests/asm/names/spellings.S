# One object, many spellings: slashes may be repeated, and "." and ".." mean what they mean in
# every path. Names differ in every byte, upper and lower case included.
#
# Exit: 0
# Output:
#   | as created: 100
#   | doubled slashes: 100
#   | with a dot: 100
#   | with two dots: 100
#   | beginning with two slashes: 100
#   | upper case: ENOENT
#   | with a space behind: ENOENT
#   | shorter by one: ENOENT
#   | a name of bytes above 127: 0
#   | a name that begins with a dot: 0
#   | a name of three dots: 0

.include "guest.inc"
shm_name object, "/fw-names-spellings"
shm_name upper, "/FW-names-spellings"
shm_name space, "/fw-names-spellings "
shm_name shorter, "/fw-names-spelling"
shm_name high_bytes, "/fw-names-\344\366\374\377"
shm_name dotted, "/.fw-names-spellings"
shm_name three_dots, "/..."
.section .rodata
doubled: .asciz "/dev//shm///fw-names-spellings"
dot: .asciz "/dev/./shm/././fw-names-spellings"
two_dots: .asciz "/dev/shm/../shm/fw-names-spellings"
leading: .asciz "//dev/shm/fw-names-spellings"

.macro show_object path:req, text:req
  sys open, offset(\path), O_RDONLY
  test rax, rax
  js .Lrefused\@
  mov rdi, rax
  sys lseek, rdi, 0, SEEK_END
.Lrefused\@:
  show "\text"
.endm

.macro make_object path:req, text:req
  shm_unlink \path
  shm_open \path, O_RDWR|O_CREAT|O_EXCL, 0600
  assert_ok
  shm_unlink \path
  show "\text"
.endm

.text
.globl _start
_start:
  shm_create object, 100
  show_object object, "as created"
  show_object doubled, "doubled slashes"
  show_object dot, "with a dot"
  show_object two_dots, "with two dots"
  show_object leading, "beginning with two slashes"
  show_object upper, "upper case"
  show_object space, "with a space behind"
  show_object shorter, "shorter by one"
  make_object high_bytes, "a name of bytes above 127"
  make_object dotted, "a name that begins with a dot"
  make_object three_dots, "a name of three dots"
  shm_unlink object
  exit
