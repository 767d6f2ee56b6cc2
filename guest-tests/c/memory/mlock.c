/* The mlock family: locked pages are in memory, and no byte changes. */
#include "support.h"

#include <sys/resource.h>

#ifndef MLOCK_ONFAULT
#define MLOCK_ONFAULT 1
#endif
#ifndef MCL_ONFAULT
#define MCL_ONFAULT 4
#endif

static unsigned char there[16];

static int in_memory(void *at, int pages) {
  if (mincore(at, pages * PAGE, there) != 0) return -1;
  int count = 0;
  for (int i = 0; i < pages; i++) count += there[i] & 1;
  return count;
}

int main(void) {
  char *p = anonymous(8 * PAGE);
  CHECK_EQ(mlock(p, 4 * PAGE), 0);
  CHECK_EQ(in_memory(p, 4), 4);
  CHECK_EQ(count_of(p, 0, 8 * PAGE), 8 * PAGE);
  memset(p, 'l', 4 * PAGE);
  CHECK_EQ(mlock(p + 1, 1), 0);
  CHECK_EQ(mlock(p, 0), 0);
  CHECK_EQ(munlock(p + PAGE, 2 * PAGE), 0);
  CHECK_EQ(munlock(p, 8 * PAGE), 0);
  CHECK_EQ(munlock(p, 8 * PAGE), 0);
  CHECK_EQ(count_of(p, 'l', 4 * PAGE), 4 * PAGE);

  /* Locked pages cannot be given up, unlocked ones can. */
  CHECK_EQ(mlock(p, PAGE), 0);
  CHECK_ERRNO(madvise(p, PAGE, MADV_DONTNEED), EINVAL);
  CHECK_EQ(p[0], 'l');
  CHECK_EQ(munlock(p, PAGE), 0);
  CHECK_EQ(madvise(p, PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(p[0], 0);
  CHECK_EQ(mlock(p, PAGE), 0);
  CHECK_EQ(munmap(p, PAGE), 0);
  CHECK_ERRNO(mlock(p, PAGE), ENOMEM);
  CHECK_ERRNO(munlock(p, PAGE), ENOMEM);
  CHECK_ERRNO(mlock(p, 4 * PAGE), ENOMEM);
  CHECK_EQ(p[PAGE], 'l');

  char *closed = map(PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
  CHECK_ERRNO(mlock(closed, PAGE), ENOMEM);
  CHECK_EQ(munlock(closed, PAGE), 0);
  CHECK_ERRNO(mlock(p, -PAGE), EINVAL);
  CHECK_EQ(mlock(p, -1UL), 0); /* rounded up to pages, this is none */

  char *locked = map(4 * PAGE, RW, ANON_PRIVATE | MAP_LOCKED, -1, 0);
  CHECK_EQ(in_memory(locked, 4), 4);
  CHECK_EQ(munlock(locked, 4 * PAGE), 0);

  CHECK_ERRNO(mlockall(0), EINVAL);
  CHECK_ERRNO(mlockall(8), EINVAL);
  CHECK_ERRNO(mlockall(MCL_ONFAULT), EINVAL);
  CHECK_EQ(munlockall(), 0);
  CHECK_EQ(mlockall(MCL_FUTURE), 0);
  char *later = anonymous(4 * PAGE);
  CHECK_EQ(in_memory(later, 4), 4);
  CHECK_EQ(munlockall(), 0);
  char *after = anonymous(4 * PAGE);
  CHECK_EQ(madvise(after, 4 * PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(in_memory(after, 4), 0);
  return check_end();
}
