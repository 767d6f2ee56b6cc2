/* Unmapping the middle, the ends, across mappings and holes; what is left stays as it was. */
#include "support.h"

static int mapped(char *p, int pages) {
  int bits = 0;
  for (int i = 0; i < pages; i++) bits |= (load(p + i * PAGE) == 0) << i;
  return bits;
}

int main(void) {
  char *p = anonymous(8 * PAGE);
  for (int i = 0; i < 8; i++) p[i * PAGE] = (char)('a' + i);
  CHECK_EQ(mapped(p, 8), 0xff);
  CHECK_EQ(munmap(p + 3 * PAGE, PAGE), 0);
  CHECK_EQ(mapped(p, 8), 0xf7);
  CHECK_EQ(munmap(p, PAGE), 0);
  CHECK_EQ(mapped(p, 8), 0xf6);
  CHECK_EQ(munmap(p + 7 * PAGE, 1), 0);
  CHECK_EQ(mapped(p, 8), 0x76);
  CHECK_EQ(p[2 * PAGE], 'c');
  CHECK_EQ(p[4 * PAGE], 'e');
  /* Across the hole, from the middle of one mapping into the next. */
  CHECK_EQ(munmap(p + 2 * PAGE, 3 * PAGE), 0);
  CHECK_EQ(mapped(p, 8), 0x62);
  CHECK_EQ(p[PAGE], 'b');
  CHECK_EQ(p[5 * PAGE], 'f');
  /* Where nothing is mapped: no error. */
  CHECK_EQ(munmap(p + 2 * PAGE, PAGE), 0);
  CHECK_EQ(munmap(p, 8 * PAGE), 0);
  CHECK_EQ(mapped(p, 8), 0);
  CHECK_EQ(munmap(p, 8 * PAGE), 0);

  /* A shared one: the object keeps its bytes, and both parts still show it. */
  int fd = object_of("/fw-c-munmap-splits", 5 * PAGE);
  char *s = map(5 * PAGE, RW, MAP_SHARED, fd, 0);
  for (int i = 0; i < 5; i++) s[i * PAGE] = (char)('0' + i);
  CHECK_EQ(munmap(s + 2 * PAGE, PAGE), 0);
  char byte;
  CHECK_EQ(pread(fd, &byte, 1, 2 * PAGE), 1);
  CHECK_EQ(byte, '2');
  CHECK_EQ(pwrite(fd, "l", 1, PAGE), 1);
  CHECK_EQ(pwrite(fd, "r", 1, 3 * PAGE), 1);
  CHECK_EQ(s[PAGE], 'l');
  CHECK_EQ(s[3 * PAGE], 'r');
  CHECK_EQ(mapped(s, 5), 0x1b);
  /* Private pages of the right part keep their place behind the split. */
  char *c = map(5 * PAGE, RW, MAP_PRIVATE, fd, 0);
  c[4 * PAGE] = 'C';
  CHECK_EQ(munmap(c, 3 * PAGE), 0);
  CHECK_EQ(c[4 * PAGE], 'C');
  CHECK_EQ(c[3 * PAGE], 'r');

  /* Refusals. */
  CHECK_ERRNO(munmap(c + 1, PAGE), EINVAL);
  CHECK_ERRNO(munmap(c + 3 * PAGE, 0), EINVAL);
  CHECK_ERRNO(munmap(c + 3 * PAGE, -1UL), EINVAL);
  CHECK_ERRNO(munmap((void *)(1UL << 47), PAGE), EINVAL);
  CHECK_ERRNO(munmap((void *)0xffffffffff600000UL, PAGE), EINVAL);
  CHECK_EQ(c[4 * PAGE], 'C');
  CHECK_EQ(munmap(NULL, PAGE), 0);

  /* Every second page of 256, then the rest: as many mappings as pages. */
  char *many = anonymous(256 * PAGE);
  memset(many, 'm', 256 * PAGE);
  int done = 0;
  for (int i = 0; i < 256; i += 2) done += munmap(many + i * PAGE, PAGE) == 0;
  CHECK_EQ(done, 128);
  int kept = 0;
  for (int i = 1; i < 256; i += 2) kept += count_of(many + i * PAGE, 'm', PAGE) == (long)PAGE;
  CHECK_EQ(kept, 128);
  CHECK_EQ(load(many + 100 * PAGE), SIGSEGV);
  CHECK_EQ(munmap(many, 256 * PAGE), 0);
  CHECK_EQ(load(many + 101 * PAGE), SIGSEGV);
  return check_end();
}
