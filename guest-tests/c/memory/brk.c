/* The break, by its number: growing, shrinking, zeroes, and what it refuses by changing nothing. */
#include "support.h"

#include <sys/resource.h>
#include <sys/syscall.h>

static char *break_at(void *wanted) { return (char *)syscall(SYS_brk, wanted); }

int main(void) {
  char *start = break_at(NULL);
  CHECK(start != NULL);
  CHECK(break_at(NULL) == start);
  char *page = (char *)(((uintptr_t)start + PAGE - 1) & ~(PAGE - 1));
  CHECK(break_at(page + 4 * PAGE) == page + 4 * PAGE);
  CHECK_EQ(count_of(page, 0, 4 * PAGE), 4 * PAGE);
  memset(page, 'b', 4 * PAGE);
  CHECK_EQ(load(page + 4 * PAGE), SIGSEGV);

  /* By bytes: the page is there until none of it is wanted. */
  CHECK(break_at(page + 2 * PAGE + 1) == page + 2 * PAGE + 1);
  CHECK_EQ(page[3 * PAGE - 1], 'b');
  CHECK_EQ(load(page + 3 * PAGE), SIGSEGV);
  CHECK(break_at(page + 2 * PAGE) == page + 2 * PAGE);
  CHECK_EQ(load(page + 2 * PAGE), SIGSEGV);
  CHECK_EQ(page[2 * PAGE - 1], 'b');
  CHECK(break_at(page + 4 * PAGE) == page + 4 * PAGE);
  CHECK_EQ(page[2 * PAGE - 1], 'b');
  CHECK_EQ(count_of(page + 2 * PAGE, 0, 2 * PAGE), 2 * PAGE);

  /* Refused: the break stays and is returned. */
  CHECK(break_at((void *)1) == page + 4 * PAGE);
  CHECK(break_at((void *)(1UL << 47)) == page + 4 * PAGE);
  CHECK(break_at((void *)-1L) == page + 4 * PAGE);
  CHECK(break_at(NULL) == page + 4 * PAGE);
  CHECK(mmap(page + 8 * PAGE, PAGE, RW, ANON_PRIVATE | MAP_FIXED_NOREPLACE, -1, 0) == page + 8 * PAGE);
  CHECK(break_at(page + 16 * PAGE) == page + 4 * PAGE);
  CHECK(break_at(page + 6 * PAGE) == page + 6 * PAGE);
  page[6 * PAGE - 1] = 'z';
  CHECK_EQ(munmap(page + 8 * PAGE, PAGE), 0);
  CHECK(break_at(page + 16 * PAGE) == page + 16 * PAGE);
  CHECK_EQ(page[6 * PAGE - 1], 'z');

  /* The heap is memory like other memory. */
  CHECK_EQ(mprotect(page, PAGE, PROT_READ), 0);
  CHECK_EQ(store(page, 1), SIGSEGV);
  CHECK_EQ(mprotect(page, PAGE, RW), 0);
  CHECK_EQ(munmap(page + PAGE, PAGE), 0);
  CHECK_EQ(load(page + PAGE), SIGSEGV);
  CHECK_EQ(page[0], 'b');
  CHECK(break_at(page) == page);
  CHECK_EQ(load(page + 2 * PAGE), SIGSEGV);
  CHECK(break_at(page + 1024 * PAGE) == page + 1024 * PAGE);
  int right = 0;
  for (int i = 0; i < 1024; i++) right += page[i * PAGE]++ == 0;
  CHECK_EQ(right, 1024);

  /* RLIMIT_DATA stops it. */
  struct rlimit limit = {8 << 20, RLIM_INFINITY};
  CHECK_EQ(setrlimit(RLIMIT_DATA, &limit), 0);
  CHECK(break_at(page + (64UL << 20)) == page + 1024 * PAGE);
  CHECK(break_at(page + 1025 * PAGE) == page + 1025 * PAGE);
  return check_end();
}
