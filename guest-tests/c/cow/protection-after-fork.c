/* Calls of mprotect, munmap and mmap after fork are the caller's own, and never open a page to the other. */
#include "support.h"

static char *p, *s;

static int closes_and_opens(void *ignored) {
  (void)ignored;
  if (mprotect(p, PAGE, PROT_READ) != 0) return 1;
  if (store(p, 1) != SIGSEGV) return 2;
  if (mprotect(p + PAGE, PAGE, PROT_NONE) != 0 || load(p + PAGE) != SIGSEGV) return 3;
  if (mprotect(p, 4 * PAGE, RW) != 0) return 4;
  memset(p, 'c', 4 * PAGE); /* writable again, and still a copy at the first store */
  return count_of(p, 'c', 4 * PAGE) == 4 * (long)PAGE ? 0 : 5;
}

static int unmaps(void *ignored) {
  (void)ignored;
  if (munmap(p + PAGE, 2 * PAGE) != 0 || munmap(s, 2 * PAGE) != 0) return 1;
  if (load(p + PAGE) != SIGSEGV || load(s) != SIGSEGV) return 2;
  return p[0] == 'p' && p[3 * PAGE] == 'p' ? 0 : 3;
}

static int maps_over(void *ignored) {
  (void)ignored;
  if (mmap(p, 2 * PAGE, RW, ANON_PRIVATE | MAP_FIXED, -1, 0) != p) return 1;
  if (mmap(s, PAGE, RW, ANON_PRIVATE | MAP_FIXED, -1, 0) != s) return 2;
  s[0] = 'x';
  s[PAGE] = 'y';
  return p[0] == 0 && p[2 * PAGE] == 'p' ? 0 : 3;
}

static int moves(void *ignored) {
  (void)ignored;
  char *to = mremap(p, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE);
  if (to == MAP_FAILED || to[0] != 'p' || to[3 * PAGE] != 'p' || to[4 * PAGE] != 0) return 1;
  memset(to, 'v', 8 * PAGE);
  return to[2 * PAGE] == 'v' ? 0 : 2;
}

static int reads_read_only(void *ignored) {
  (void)ignored;
  /* The parent's page is read-only: so is ours, until we open it; then it is our copy. */
  if (store(p, 'c') != SIGSEGV) return 1;
  if (mprotect(p, PAGE, RW) != 0 || store(p, 'c') != 0) return 2;
  return p[0] == 'c' && p[1] == 'p' ? 0 : 3;
}

int main(void) {
  p = anonymous(4 * PAGE);
  s = shared_anonymous(2 * PAGE);
  memset(p, 'p', 4 * PAGE);
  memset(s, 's', 2 * PAGE);
  CHECK_EQ(run_child(closes_and_opens, NULL), 0);
  CHECK_EQ(count_of(p, 'p', 4 * PAGE), 4 * PAGE);
  CHECK_EQ(store(p, 'p'), 0);
  CHECK_EQ(run_child(unmaps, NULL), 0);
  CHECK_EQ(count_of(p, 'p', 4 * PAGE), 4 * PAGE);
  CHECK_EQ(count_of(s, 's', 2 * PAGE), 2 * PAGE);
  CHECK_EQ(run_child(maps_over, NULL), 0);
  CHECK_EQ(count_of(p, 'p', 4 * PAGE), 4 * PAGE);
  CHECK_EQ(s[0], 's');
  CHECK_EQ(s[PAGE], 'y');
  CHECK_EQ(run_child(moves, NULL), 0);
  CHECK_EQ(count_of(p, 'p', 4 * PAGE), 4 * PAGE);
  CHECK_EQ(mprotect(p, PAGE, PROT_READ), 0);
  CHECK_EQ(run_child(reads_read_only, NULL), 0);
  CHECK_EQ(p[0], 'p');
  CHECK_EQ(store(p, 1), SIGSEGV);

  /* The parent changes its side while the child lives. */
  int *go = (int *)shared_anonymous(PAGE);
  pid_t child = fork();
  if (child == 0) {
    await(go, 1);
    int right = load(p + PAGE) == 0 && p[PAGE] == 'p' && p[2 * PAGE] == 'p' && p[3 * PAGE] == 'p';
    right &= store(p + 3 * PAGE, 'c') == 0 && store(p, 'c') == SIGSEGV;
    _exit(right ? 0 : 1);
  }
  CHECK_EQ(munmap(p + PAGE, PAGE), 0);
  CHECK_EQ(mprotect(p + 2 * PAGE, PAGE, PROT_NONE), 0);
  CHECK_EQ(mprotect(p, PAGE, RW), 0);
  p[0] = 'q';
  p[3 * PAGE] = 'q';
  __atomic_store_n(go, 1, __ATOMIC_SEQ_CST);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(p[3 * PAGE], 'q');
  return check_end();
}
