/*
 * RLIMIT_AS: what no longer fits is ENOMEM, and fits again after something was given back.
 * Memory: 256
 */
#include "support.h"

#include <sys/resource.h>

#define MIB (1UL << 20)

int main(void) {
  struct rlimit limit;
  CHECK_EQ(getrlimit(RLIMIT_AS, &limit), 0);
  CHECK(limit.rlim_cur == RLIM_INFINITY);
  int fd = object_of("/fw-c-limit-address-space", 4 * PAGE);
  char *before = anonymous(4 * MIB);
  before[0] = 'b';

  limit.rlim_cur = 64 * MIB;
  CHECK_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  CHECK_EQ(getrlimit(RLIMIT_AS, &limit), 0);
  CHECK_EQ(limit.rlim_cur, 64 * MIB);
  CHECK_ERRNO(mmap(NULL, 64 * MIB, RW, ANON_PRIVATE, -1, 0), ENOMEM);
  CHECK_ERRNO(mmap(NULL, 64 * MIB, PROT_NONE, ANON_PRIVATE | MAP_NORESERVE, -1, 0), ENOMEM);
  CHECK_ERRNO(mmap(NULL, 64 * MIB, RW, ANON_SHARED, -1, 0), ENOMEM);
  CHECK_ERRNO(mmap(NULL, 64 * MIB, PROT_READ, MAP_SHARED, fd, 0), ENOMEM);
  CHECK_ERRNO(mremap(before, 4 * MIB, 64 * MIB, MREMAP_MAYMOVE), ENOMEM);
  char *half = mmap(NULL, 32 * MIB, RW, ANON_PRIVATE, -1, 0);
  CHECK(half != MAP_FAILED);
  half[0] = half[32 * MIB - 1] = 'h';
  CHECK_ERRNO(mmap(NULL, 32 * MIB, RW, ANON_PRIVATE, -1, 0), ENOMEM);
  CHECK_EQ(before[0], 'b');

  /* In megabytes, until it is full; then one back, and one again. */
  char *maps[64];
  int count = 0;
  while (count < 64) {
    char *p = mmap(NULL, MIB, RW, ANON_PRIVATE, -1, 0);
    if (p == MAP_FAILED) break;
    maps[count++] = p;
  }
  CHECK_EQ(errno, ENOMEM);
  CHECK(count >= 20 && count <= 28);
  CHECK_ERRNO(mmap(NULL, MIB, RW, ANON_PRIVATE, -1, 0), ENOMEM);
  CHECK_EQ(munmap(maps[count / 2], MIB), 0);
  maps[count / 2] = mmap(NULL, MIB, RW, ANON_PRIVATE, -1, 0);
  CHECK(maps[count / 2] != MAP_FAILED);
  /* Replacing what is there needs no more. */
  CHECK(mmap(maps[0], MIB, RW, ANON_PRIVATE | MAP_FIXED, -1, 0) == maps[0]);
  CHECK_EQ(store(maps[0], 1), 0);
  CHECK_ERRNO(mremap(maps[0], MIB, 2 * MIB, MREMAP_MAYMOVE), ENOMEM);
  CHECK(malloc(8 * MIB) == NULL);
  CHECK_EQ(errno, ENOMEM);
  CHECK(calloc(1 << 12, 1 << 12) == NULL);
  CHECK(realloc(malloc(10), 16 * MIB) == NULL);

  /* A child has the limit too; lifting it helps at once. */
  pid_t child = fork();
  if (child == 0) {
    char *p = mmap(NULL, 2 * MIB, RW, ANON_PRIVATE, -1, 0);
    _exit(p == MAP_FAILED && errno == ENOMEM ? 7 : 1);
  }
  CHECK_EQ(outcome(child), 7);
  limit.rlim_cur = RLIM_INFINITY;
  CHECK_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  CHECK(mmap(NULL, 64 * MIB, RW, ANON_PRIVATE, -1, 0) != MAP_FAILED);
  return check_end();
}
