/* The call msync: its flags and refusals; what was stored is in the object with and without it. */
#include "support.h"

int main(void) {
  int fd = object_of("/fw-c-msync", 4 * PAGE);
  char *p = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  char byte;
  p[0] = 'a';
  CHECK_EQ(pread(fd, &byte, 1, 0), 1);
  CHECK_EQ(byte, 'a');
  CHECK_EQ(msync(p, 4 * PAGE, MS_SYNC), 0);
  CHECK_EQ(msync(p, 4 * PAGE, MS_ASYNC), 0);
  CHECK_EQ(msync(p, 4 * PAGE, MS_INVALIDATE), 0);
  CHECK_EQ(msync(p, 4 * PAGE, MS_SYNC | MS_INVALIDATE), 0);
  CHECK_EQ(msync(p, 4 * PAGE, MS_ASYNC | MS_INVALIDATE), 0);
  CHECK_EQ(msync(p, 4 * PAGE, 0), 0);
  CHECK_EQ(msync(p, 0, MS_SYNC), 0);
  CHECK_EQ(msync(p + PAGE, 1, MS_SYNC), 0);
  CHECK_EQ(msync(p, 3 * PAGE + 1, MS_SYNC), 0);
  CHECK_EQ(p[0], 'a');

  CHECK_ERRNO(msync(p, PAGE, MS_SYNC | MS_ASYNC), EINVAL);
  CHECK_ERRNO(msync(p, PAGE, 8), EINVAL);
  CHECK_ERRNO(msync(p, PAGE, -1), EINVAL);
  CHECK_ERRNO(msync(p + 1, PAGE, MS_SYNC), EINVAL);
  CHECK_ERRNO(msync(p + PAGE - 1, 1, MS_ASYNC), EINVAL);
  CHECK_ERRNO(msync(p, -PAGE, MS_SYNC), ENOMEM);
  CHECK_EQ(msync(p, -1UL, MS_SYNC), 0); /* rounded up to pages, this is none */

  CHECK_EQ(munmap(p + 2 * PAGE, PAGE), 0);
  CHECK_ERRNO(msync(p, 4 * PAGE, MS_SYNC), ENOMEM);
  CHECK_ERRNO(msync(p, 4 * PAGE, MS_ASYNC), ENOMEM);
  CHECK_ERRNO(msync(p + 2 * PAGE, PAGE, MS_SYNC), ENOMEM);
  CHECK_EQ(msync(p, 2 * PAGE, MS_SYNC), 0);
  CHECK_EQ(msync(p + 3 * PAGE, PAGE, MS_SYNC), 0);

  /* Private and anonymous memory has nothing to write back, which is no error. */
  char *q = anonymous(2 * PAGE);
  q[0] = 'q';
  CHECK_EQ(msync(q, 2 * PAGE, MS_SYNC), 0);
  char *c = map(PAGE, RW, MAP_PRIVATE, fd, 0);
  c[0] = 'c';
  CHECK_EQ(msync(c, PAGE, MS_SYNC | MS_INVALIDATE), 0);
  CHECK_EQ(c[0], 'c');
  CHECK_EQ(p[0], 'a');
  CHECK_EQ(mprotect(q, PAGE, PROT_NONE), 0);
  CHECK_EQ(msync(q, 2 * PAGE, MS_ASYNC), 0);

  /* INVALIDATE of a locked page is refused. */
  CHECK_EQ(mlock(p, PAGE), 0);
  CHECK_ERRNO(msync(p, PAGE, MS_SYNC | MS_INVALIDATE), EBUSY);
  CHECK_EQ(msync(p, PAGE, MS_SYNC), 0);
  CHECK_EQ(munlock(p, PAGE), 0);
  CHECK_EQ(msync(p, PAGE, MS_INVALIDATE), 0);
  return check_end();
}
