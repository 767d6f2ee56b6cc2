/* The number of mappings has an end: ENOMEM, from mmap and from what would split a mapping. */
#include "support.h"

#define RESERVED (1UL << 21)

int main(void) {
  /* Neighbours of different rights never become one mapping. */
  char *room = mmap(NULL, RESERVED * PAGE, PROT_NONE, ANON_PRIVATE | MAP_NORESERVE, -1, 0);
  CHECK(room != MAP_FAILED);
  char *three = anonymous(3 * PAGE);
  memset(three, 't', 3 * PAGE);
  unsigned long made = 0;
  while (made < RESERVED / 2) {
    char *at = room + 2 * made * PAGE;
    if (mmap(at, PAGE, PROT_READ, ANON_PRIVATE | MAP_FIXED | MAP_NORESERVE, -1, 0) != at) break;
    made++;
  }
  CHECK_EQ(errno, ENOMEM);
  CHECK(made > 30000 && made < RESERVED / 2);

  /* One is left at most, which these use up. */
  mmap(NULL, PAGE, PROT_READ | PROT_EXEC, ANON_PRIVATE, -1, 0);
  mmap(NULL, PAGE, PROT_READ, ANON_SHARED, -1, 0);
  CHECK_ERRNO(mmap(NULL, PAGE, PROT_READ, ANON_SHARED, -1, 0), ENOMEM);
  CHECK_ERRNO(munmap(three + PAGE, PAGE), ENOMEM);
  CHECK_ERRNO(mprotect(three + PAGE, PAGE, PROT_READ), ENOMEM);
  CHECK_EQ(count_of(three, 't', 3 * PAGE), 3 * PAGE);
  CHECK_EQ(store(three + PAGE, 't'), 0);

  /* Giving some back makes room again. */
  CHECK_EQ(munmap(room, 200 * PAGE), 0);
  CHECK_EQ(munmap(three + PAGE, PAGE), 0);
  CHECK_EQ(load(three + PAGE), SIGSEGV);
  CHECK(mmap(NULL, PAGE, PROT_READ, ANON_SHARED, -1, 0) != MAP_FAILED);
  CHECK_EQ(munmap(room, RESERVED * PAGE), 0);
  return check_end();
}
