# String instructions over shared pages: forwards and backwards, repeated and not, across pages
# that have never been touched, with what is left in RCX, RSI and RDI.
#
# Exit: 0
# Output:
#   | rep stosb: rcx 0, filled 10000
#   | rep movsb between mappings of one object: rcx 0, copied 10000
#   | std, rep movsb of overlapping bytes: abcabc
#   | repne scasb: found at 3
#   | repe cmpsb: differ at 9999
#   | rep movsq of 0 words: rcx 0, rsi unmoved
#   | lodsb, lodsw, lodsd, lodsq: 0x61 0x6362 0x66656164 0x0

.include "guest.inc"
shm_name object, "/fw-cpu-string-instructions"
.data
overlap: .ascii "abc...\0\0"
letters: .ascii "abcdaef"
  .skip 16

.text
.globl _start
_start:
  shm_create object, 8*PAGE_SIZE
  mov rbx, rax
  shm_unlink object
  map_shared rbx, 8*PAGE_SIZE
  assert_ok
  mov r12, rax
  map_shared rbx, 8*PAGE_SIZE
  assert_ok
  mov r13, rax

  lea rdi, [r12 + 100]
  mov ecx, 10000
  mov al, 'x'
  rep stosb
  mov rax, rdi
  sub rax, r12
  sub rax, 100
  print "rep stosb: rcx "
  print_dec rcx
  print ", filled "
  print_dec rax
  newline

  lea rsi, [r12 + 100]
  lea rdi, [r13 + 4 * PAGE_SIZE + 7]
  mov ecx, 10000
  rep movsb
  lea rax, [rdi - 4 * PAGE_SIZE - 7]
  sub rax, r13
  print "rep movsb between mappings of one object: rcx "
  print_dec rcx
  print ", copied "
  print_dec rax
  newline

  mov esi, offset overlap + 2
  mov edi, offset overlap + 5
  mov ecx, 3
  std
  rep movsb
  cld
  print "std, rep movsb of overlapping bytes: "
  print_string offset(overlap)
  newline

  mov edi, offset letters
  mov al, 'd'
  mov ecx, 7
  repne scasb
  lea rax, [rdi - 1]
  sub rax, offset letters
  print "repne scasb: found at "
  print_dec rax
  newline

  mov byte ptr [r12 + 100 + 9999], 'y'
  lea rsi, [r12 + 100]
  lea rdi, [r12 + 4 * PAGE_SIZE + 7]
  mov ecx, 10000
  repe cmpsb
  lea rax, [rsi - 101]
  sub rax, r12
  print "repe cmpsb: differ at "
  print_dec rax
  newline

  mov esi, 1                            # never to be read
  mov edi, 1
  xor ecx, ecx
  rep movsq
  assert_eq rsi, 1
  print "rep movsq of 0 words: rcx "
  print_dec rcx
  print_line ", rsi unmoved"

  mov esi, offset letters
  xor eax, eax
  lodsb
  print "lodsb, lodsw, lodsd, lodsq: "
  print_hex rax
  lodsw
  print " "
  print_hex rax
  lodsd
  print " "
  print_hex rax
  lodsq
  print " "
  print_hex rax
  newline
  exit
