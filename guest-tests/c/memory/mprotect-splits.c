/* Rights of parts of a mapping change page by page with mprotect; the bytes never do. */
#include "support.h"

/* One digit a page: 0 no access, 1 loads, 3 loads and stores. */
static long rights(char *p, int pages) {
  long digits = 0;
  for (int i = 0; i < pages; i++) {
    char *at = p + i * PAGE + 8;
    int readable = load(at) == 0;
    int writable = store(at, 7) == 0;
    digits = digits * 10 + readable + 2 * writable;
  }
  return digits;
}

int main(void) {
  char *p = anonymous(6 * PAGE);
  for (int i = 0; i < 6; i++) memset(p + i * PAGE, 'a' + i, PAGE);
  CHECK_EQ(rights(p, 6), 333333);
  CHECK_EQ(mprotect(p + 2 * PAGE, PAGE, PROT_READ), 0);
  CHECK_EQ(rights(p, 6), 331333);
  CHECK_EQ(mprotect(p + PAGE, 1, PROT_NONE), 0);
  CHECK_EQ(rights(p, 6), 301333);
  CHECK_EQ(mprotect(p + 2 * PAGE, 2 * PAGE, PROT_NONE), 0);
  CHECK_EQ(rights(p, 6), 300033);
  CHECK_EQ(mprotect(p, 6 * PAGE, PROT_READ), 0);
  CHECK_EQ(rights(p, 6), 111111);
  CHECK_EQ(mprotect(p + 5 * PAGE, PAGE, RW), 0);
  CHECK_EQ(mprotect(p, PAGE, RW), 0);
  CHECK_EQ(rights(p, 6), 311113);
  CHECK_EQ(mprotect(p, 6 * PAGE, RW), 0);
  CHECK_EQ(rights(p, 6), 333333);
  int kept = 0;
  for (int i = 0; i < 6; i++) kept += count_of(p + i * PAGE, (char)('a' + i), PAGE) == (long)PAGE - 1;
  CHECK_EQ(kept, 6);

  /* PROT_WRITE alone: x86 has no page that can be written and not read. */
  CHECK_EQ(mprotect(p, PAGE, PROT_WRITE), 0);
  CHECK_EQ(load(p), 0);
  /* PROT_NONE, then back: the bytes were there all the time. */
  CHECK_EQ(mprotect(p, 6 * PAGE, PROT_NONE), 0);
  CHECK_EQ(load(p + 3 * PAGE), SIGSEGV);
  CHECK_EQ(fw_fault_code, SEGV_ACCERR);
  CHECK(fw_fault_address == p + 3 * PAGE);
  CHECK_EQ(mprotect(p, 6 * PAGE, PROT_READ), 0);
  CHECK_EQ(p[3 * PAGE], 'd');

  /* A system call meets the same rights. */
  int fd = object_of("/fw-c-mprotect-splits", 4 * PAGE);
  CHECK_ERRNO(read(fd, p, 8), EFAULT);
  CHECK_EQ(write(fd, p, 8), 8);
  CHECK_EQ(mprotect(p + PAGE, PAGE, PROT_NONE), 0);
  CHECK_ERRNO(write(fd, p + PAGE, 8), EFAULT);

  /* Shared pages: one mapping's rights are not the other's. */
  char *a = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  char *b = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  CHECK_EQ(mprotect(a + PAGE, PAGE, PROT_READ), 0);
  CHECK_EQ(rights(a, 4), 3133);
  CHECK_EQ(rights(b, 4), 3333);
  b[PAGE] = 'B';
  CHECK_EQ(a[PAGE], 'B');
  CHECK_EQ(mprotect(a, 4 * PAGE, RW), 0);
  a[PAGE] = 'A';
  CHECK_EQ(b[PAGE], 'A');

  /* A private page that was only loaded, made read-only and writable again, is copied at the store. */
  char *c = map(4 * PAGE, RW, MAP_PRIVATE, fd, 0);
  CHECK_EQ(c[PAGE], 'A');
  CHECK_EQ(mprotect(c, 4 * PAGE, PROT_READ), 0);
  CHECK_EQ(mprotect(c, 4 * PAGE, RW), 0);
  c[PAGE] = 'C';
  CHECK_EQ(a[PAGE], 'A');
  CHECK_EQ(c[PAGE], 'C');

  /* Every second page of 200. */
  char *many = anonymous(200 * PAGE);
  int done = 0;
  for (int i = 0; i < 200; i += 2) done += mprotect(many + i * PAGE, PAGE, PROT_READ) == 0;
  CHECK_EQ(done, 100);
  int writable = 0;
  for (int i = 0; i < 200; i++) writable += store(many + i * PAGE, 1) == 0;
  CHECK_EQ(writable, 100);
  CHECK_EQ(mprotect(many, 200 * PAGE, RW), 0);
  for (int i = 0; i < 200; i++) writable += store(many + i * PAGE, 1) == 0;
  CHECK_EQ(writable, 300);
  return check_end();
}
