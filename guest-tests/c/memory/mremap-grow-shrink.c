/* An mremap in place: shrinking, growing into free room, growing where there is none. */
#include "support.h"

int main(void) {
  /* Room behind: 4 pages of a reservation that is given back. */
  char *p = map(16 * PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
  CHECK(mmap(p, 4 * PAGE, RW, ANON_PRIVATE | MAP_FIXED, -1, 0) == p);
  memset(p, 'p', 4 * PAGE);
  CHECK(mremap(p, 4 * PAGE, 4 * PAGE, 0) == p);
  CHECK(mremap(p, 4 * PAGE, 2 * PAGE, 0) == p);
  CHECK_EQ(load(p + 2 * PAGE), SIGSEGV);
  CHECK_EQ(fw_fault_code, SEGV_MAPERR);
  CHECK_EQ(count_of(p, 'p', 2 * PAGE), 2 * PAGE);
  CHECK(mremap(p, 2 * PAGE, 4 * PAGE, 0) == p);
  CHECK_EQ(count_of(p + 2 * PAGE, 0, 2 * PAGE), 2 * PAGE);
  CHECK_EQ(store(p + 4 * PAGE - 1, 1), 0);
  CHECK_ERRNO(mremap(p, 4 * PAGE, 5 * PAGE, 0), ENOMEM);
  CHECK_EQ(munmap(p + 4 * PAGE, 12 * PAGE), 0);
  CHECK(mremap(p, 4 * PAGE, 8 * PAGE, 0) == p);
  CHECK_EQ(count_of(p + 4 * PAGE, 0, 4 * PAGE), 4 * PAGE);
  CHECK_EQ(load(p + 8 * PAGE), SIGSEGV);

  /* Lengths are rounded up to pages. */
  CHECK(mremap(p, 8 * PAGE - 5, 3 * PAGE + 1, 0) == p);
  CHECK_EQ(load(p + 4 * PAGE - 1), 0);
  CHECK_EQ(load(p + 4 * PAGE), SIGSEGV);

  /* Growing a part of a mapping's end; shrinking in the middle leaves the rest. */
  CHECK(mremap(p + 3 * PAGE, PAGE, 3 * PAGE, 0) == p + 3 * PAGE);
  CHECK_EQ(store(p + 6 * PAGE - 1, 1), 0);
  p[5 * PAGE] = 'z';
  CHECK(mremap(p + PAGE, 3 * PAGE, PAGE, 0) == p + PAGE);
  CHECK_EQ(load(p + 2 * PAGE), SIGSEGV);
  CHECK_EQ(p[5 * PAGE], 'z');
  CHECK_EQ(p[PAGE], 'p');

  /* Rights stay, and hold for the pages that come. */
  CHECK_EQ(munmap(p, 16 * PAGE), 0);
  char *q = mmap(p, 2 * PAGE, PROT_READ, ANON_PRIVATE, -1, 0);
  CHECK(q == p);
  CHECK(mremap(q, 2 * PAGE, 4 * PAGE, 0) == q);
  CHECK_EQ(load(q + 3 * PAGE), 0);
  CHECK_EQ(store(q + 3 * PAGE, 1), SIGSEGV);

  /* An object: growing shows its next pages, or SIGBUS behind its end. */
  int fd = object_of("/fw-c-mremap-grow-shrink", 3 * PAGE);
  CHECK_EQ(pwrite(fd, "0", 1, 0), 1);
  CHECK_EQ(pwrite(fd, "1", 1, PAGE), 1);
  CHECK_EQ(pwrite(fd, "2", 1, 2 * PAGE), 1);
  CHECK_EQ(munmap(p, 16 * PAGE), 0);
  char *s = mmap(p, PAGE, RW, MAP_SHARED, fd, PAGE);
  CHECK(s == p);
  CHECK(mremap(s, PAGE, 3 * PAGE, 0) == s);
  CHECK_EQ(s[0], '1');
  CHECK_EQ(s[PAGE], '2');
  CHECK_EQ(load(s + 2 * PAGE), SIGBUS);
  CHECK_EQ(ftruncate(fd, 4 * PAGE), 0);
  CHECK_EQ(s[2 * PAGE], 0);
  s[2 * PAGE] = '3';
  char byte;
  CHECK_EQ(pread(fd, &byte, 1, 3 * PAGE), 1);
  CHECK_EQ(byte, '3');
  return check_end();
}
