/* What mincore says: which pages are in memory, and its refusals. */
#include "support.h"

static unsigned char there[64];

static int in_memory(void *at, int pages) {
  memset(there, 0xee, sizeof there);
  if (mincore(at, pages * PAGE, there) != 0) return -errno;
  int bits = 0;
  for (int i = 0; i < pages; i++) bits |= (there[i] & 1) << i;
  return bits;
}

int main(void) {
  char *p = anonymous(8 * PAGE);
  CHECK_EQ(madvise(p, 8 * PAGE, MADV_NOHUGEPAGE) == 0 || errno == EINVAL, 1);
  CHECK_EQ(in_memory(p, 8), 0);
  p[0] = 1;
  p[3 * PAGE] = 1;
  p[7 * PAGE + 100] = 1;
  CHECK_EQ(in_memory(p, 8), 0x89);
  CHECK_EQ(there[8], 0xee);
  CHECK_EQ(in_memory(p + 3 * PAGE, 2), 1);
  CHECK_EQ(madvise(p + 3 * PAGE, PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(in_memory(p, 8), 0x81);

  /* A length that is no multiple of a page counts the page that it reaches into. */
  memset(there, 0xee, sizeof there);
  CHECK_EQ(mincore(p, PAGE + 1, there), 0);
  CHECK_EQ(there[0] & 1, 1);
  CHECK_EQ(there[1] & 1, 0);
  CHECK_EQ(there[2], 0xee);
  CHECK_EQ(mincore(p, 0, NULL), 0);

  /* Pages of an object are in memory when the object has them, mapped or not. */
  int fd = object_of("/fw-c-mincore", 4 * PAGE);
  CHECK_EQ(pwrite(fd, "xyz", 3, PAGE), 3);
  CHECK_EQ(pwrite(fd, "xyz", 3, 2 * PAGE), 3);
  char *s = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  CHECK_EQ(in_memory(s, 4) & 6, 6);

  CHECK_ERRNO(mincore(p + 1, PAGE, there), EINVAL);
  CHECK_ERRNO(mincore(p, -1UL, there), ENOMEM);
  CHECK_ERRNO(mincore((void *)(1UL << 47), PAGE, there), ENOMEM);
  CHECK_EQ(munmap(p + 4 * PAGE, PAGE), 0);
  CHECK_ERRNO(mincore(p, 8 * PAGE, there), ENOMEM);
  CHECK_ERRNO(mincore(p + 4 * PAGE, PAGE, there), ENOMEM);
  CHECK_ERRNO(mincore(p, PAGE, (unsigned char *)p + 4 * PAGE), EFAULT);
  CHECK_ERRNO(mincore(p, PAGE, NULL), EFAULT);
  return check_end();
}
