/* Anonymous mappings: zeroes, whole pages whatever the length, apart from each other. */
#include "support.h"

int main(void) {
  char *p = anonymous(3 * PAGE);
  CHECK((uintptr_t)p % PAGE == 0);
  CHECK_EQ(count_of(p, 0, 3 * PAGE), 3 * PAGE);
  memset(p, 0x5a, 3 * PAGE);
  CHECK_EQ(count_of(p, 0x5a, 3 * PAGE), 3 * PAGE);

  /* A length of 1, of a page, of a page and 1: what is mapped is whole pages. */
  char *hole = map(16 * PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
  CHECK(mmap(hole + PAGE, 1, RW, ANON_PRIVATE | MAP_FIXED, -1, 0) == hole + PAGE);
  CHECK_EQ(store(hole + PAGE, 1), 0);
  CHECK_EQ(store(hole + 2 * PAGE - 1, 2), 0);
  CHECK_EQ(store(hole + 2 * PAGE, 3), SIGSEGV);
  CHECK(mmap(hole + 3 * PAGE, PAGE, RW, ANON_PRIVATE | MAP_FIXED, -1, 0) == hole + 3 * PAGE);
  CHECK_EQ(store(hole + 4 * PAGE - 1, 2), 0);
  CHECK_EQ(store(hole + 4 * PAGE, 3), SIGSEGV);
  CHECK(mmap(hole + 5 * PAGE, PAGE + 1, RW, ANON_PRIVATE | MAP_FIXED, -1, 0) == hole + 5 * PAGE);
  CHECK_EQ(store(hole + 7 * PAGE - 1, 2), 0);
  CHECK_EQ(store(hole + 7 * PAGE, 3), SIGSEGV);
  CHECK_EQ(hole[2 * PAGE - 1], 2);

  /* Private and shared ones start as zeroes, also where old pages were given back. */
  CHECK_EQ(munmap(p, 3 * PAGE), 0);
  char *again = anonymous(3 * PAGE);
  CHECK_EQ(count_of(again, 0, 3 * PAGE), 3 * PAGE);
  char *shared = shared_anonymous(3 * PAGE);
  CHECK_EQ(count_of(shared, 0, 3 * PAGE), 3 * PAGE);
  memset(shared, 7, PAGE);
  CHECK_EQ(count_of(again, 0, 3 * PAGE), 3 * PAGE);
  CHECK_EQ(count_of(shared, 7, 3 * PAGE), PAGE);

  /* The descriptor and the offset of an anonymous mapping do not count. */
  char *odd = mmap(NULL, PAGE, RW, ANON_PRIVATE, 12345, 7 * PAGE);
  CHECK(odd != MAP_FAILED);
  CHECK_EQ(*odd, 0);

  /* Loads before stores: a page that is only read shows zeroes, and can be written later. */
  char *lazy = anonymous(64 * PAGE);
  long sum = 0;
  for (int i = 0; i < 64; i++) sum += lazy[i * PAGE];
  CHECK_EQ(sum, 0);
  for (int i = 0; i < 64; i += 2) lazy[i * PAGE] = (char)i;
  for (int i = 0; i < 64; i++) sum += lazy[i * PAGE];
  CHECK_EQ(sum, 32 * 31);

  /* A mapping much larger than what is used of it. */
  char *sparse = map(1UL << 34, RW, ANON_PRIVATE | MAP_NORESERVE, -1, 0);
  sparse[0] = 1;
  sparse[1UL << 33] = 2;
  sparse[(1UL << 34) - 1] = 3;
  CHECK_EQ(sparse[0] + sparse[1UL << 33] + sparse[(1UL << 34) - 1], 6);
  CHECK_EQ(sparse[(1UL << 33) - 1] + sparse[(1UL << 33) + PAGE], 0);
  CHECK_EQ(munmap(sparse, 1UL << 34), 0);
  CHECK_EQ(load(sparse + (1UL << 33)), SIGSEGV);
  return check_end();
}
