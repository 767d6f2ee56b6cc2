/* Every refusal of mremap. */
#include "support.h"

#include <sys/syscall.h>

static char *base;

static long remap(unsigned long at, unsigned long old_size, unsigned long new_size, int flags,
                  unsigned long to) {
  return syscall(SYS_mremap, at, old_size, new_size, flags, to);
}

int main(void) {
  base = anonymous(8 * PAGE);
  memset(base, 'b', 8 * PAGE);
  unsigned long p = (unsigned long)base;
  unsigned long room = (unsigned long)anonymous(8 * PAGE);
  enum { MAYMOVE = MREMAP_MAYMOVE, FIXED = MREMAP_MAYMOVE | MREMAP_FIXED };

  CHECK_ERRNO(remap(p + 1, PAGE, 2 * PAGE, MAYMOVE, 0), EINVAL);
  CHECK_ERRNO(remap(p, PAGE, 0, MAYMOVE, 0), EINVAL);
  CHECK_ERRNO(remap(p, PAGE, 0, 0, 0), EINVAL);
  CHECK_ERRNO(remap(p, PAGE, 2 * PAGE, 8, 0), EINVAL);
  CHECK_ERRNO(remap(p, PAGE, 2 * PAGE, MREMAP_FIXED, room), EINVAL);
  CHECK_ERRNO(remap(p, PAGE, 2 * PAGE, FIXED, room + 1), EINVAL);
  CHECK_ERRNO(remap(p, 2 * PAGE, 2 * PAGE, FIXED, p + PAGE), EINVAL);
  CHECK_ERRNO(remap(p + PAGE, 2 * PAGE, 2 * PAGE, FIXED, p), EINVAL);
  CHECK_ERRNO(remap(p, PAGE, PAGE, FIXED, p), EINVAL);
  CHECK_ERRNO(remap(p, PAGE, PAGE, FIXED, 1UL << 47), EINVAL);
  CHECK_ERRNO(remap(p, PAGE, 1UL << 47, FIXED, room), EINVAL);
  CHECK_ERRNO(remap(p, PAGE, 1UL << 46, 0, 0), ENOMEM);
  CHECK_EQ(count_of(base, 'b', 8 * PAGE), 8 * PAGE);

  CHECK_EQ(munmap(base + 4 * PAGE, PAGE), 0);
  CHECK_ERRNO(remap(p + 4 * PAGE, PAGE, 2 * PAGE, MAYMOVE, 0), EFAULT);
  CHECK_ERRNO(remap(p + 3 * PAGE, 2 * PAGE, 4 * PAGE, MAYMOVE, 0), EFAULT);
  CHECK_ERRNO(remap(p + 3 * PAGE, 2 * PAGE, 4 * PAGE, 0, 0), EFAULT);
  CHECK_ERRNO(remap(1UL << 40, PAGE, 2 * PAGE, MAYMOVE, 0), EFAULT);
  CHECK_EQ(count_of(base, 'b', 4 * PAGE), 4 * PAGE);
  CHECK_EQ(count_of(base + 5 * PAGE, 'b', 3 * PAGE), 3 * PAGE);

  /* Grown in place only where what is behind is free. */
  CHECK_ERRNO(remap(p, PAGE, 2 * PAGE, 0, 0), ENOMEM);
  CHECK_EQ(remap(p + 3 * PAGE, PAGE, 2 * PAGE, 0, 0) == (long)p + 3 * (long)PAGE, 1);
  CHECK_EQ(base[4 * PAGE], 0);
  CHECK_ERRNO(remap(p + 3 * PAGE, 2 * PAGE, 3 * PAGE, 0, 0), ENOMEM);
  CHECK_EQ(base[5 * PAGE], 'b');
  return check_end();
}
