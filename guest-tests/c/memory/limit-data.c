/* RLIMIT_DATA counts private writable memory, and nothing else. */
#include "support.h"

#include <sys/resource.h>

#define MIB (1UL << 20)

int main(void) {
  int fd = object_of("/fw-c-limit-data", 4 * PAGE);
  struct rlimit limit = {16 * MIB, RLIM_INFINITY};
  CHECK_EQ(setrlimit(RLIMIT_DATA, &limit), 0);
  CHECK_ERRNO(mmap(NULL, 16 * MIB, RW, ANON_PRIVATE, -1, 0), ENOMEM);
  CHECK_ERRNO(mmap(NULL, 16 * MIB, RW, MAP_PRIVATE, fd, 0), ENOMEM);
  CHECK(mmap(NULL, 16 * MIB, PROT_READ, ANON_PRIVATE, -1, 0) != MAP_FAILED);
  CHECK(mmap(NULL, 16 * MIB, PROT_NONE, ANON_PRIVATE, -1, 0) != MAP_FAILED);
  CHECK(mmap(NULL, 16 * MIB, RW, ANON_SHARED, -1, 0) != MAP_FAILED);
  CHECK(mmap(NULL, 16 * MIB, RW, MAP_SHARED, fd, 0) != MAP_FAILED);
  char *eight = mmap(NULL, 8 * MIB, RW, ANON_PRIVATE, -1, 0);
  CHECK(eight != MAP_FAILED);
  CHECK_ERRNO(mmap(NULL, 8 * MIB, RW, ANON_PRIVATE, -1, 0), ENOMEM);
  CHECK_EQ(munmap(eight, 8 * MIB), 0);
  CHECK(mmap(NULL, 8 * MIB, RW, ANON_PRIVATE, -1, 0) != MAP_FAILED);

  /* mprotect that makes private memory writable is counted. */
  char *later = map(16 * MIB, PROT_NONE, ANON_PRIVATE, -1, 0);
  CHECK_ERRNO(mprotect(later, 16 * MIB, RW), ENOMEM);
  CHECK_EQ(mprotect(later, PAGE, RW), 0);
  CHECK_EQ(store(later, 1), 0);

  /* The limit of the limit. */
  struct rlimit lower = {4 * MIB, 8 * MIB};
  CHECK_EQ(setrlimit(RLIMIT_DATA, &lower), 0);
  CHECK_ERRNO(mmap(NULL, PAGE, RW, ANON_PRIVATE, -1, 0), ENOMEM);
  struct rlimit crossed = {8 * MIB, 4 * MIB};
  CHECK_ERRNO(setrlimit(RLIMIT_DATA, &crossed), EINVAL);
  CHECK_ERRNO(setrlimit(1000, &lower), EINVAL);
  CHECK_ERRNO(getrlimit(1000, &lower), EINVAL);
  CHECK_EQ(getrlimit(RLIMIT_DATA, &crossed), 0);
  CHECK_EQ(crossed.rlim_cur, 4 * MIB);
  CHECK_EQ(crossed.rlim_max, 8 * MIB);
  return check_end();
}
