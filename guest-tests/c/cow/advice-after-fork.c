/* MADV_DONTNEED of pages that parent and child still share: only the caller's are gone. */
#include "support.h"

static char *p, *s, *c;

static int gives_up(void *ignored) {
  (void)ignored;
  if (madvise(p, 2 * PAGE, MADV_DONTNEED) != 0) return 1;
  if (p[0] != 0 || p[PAGE] != 0 || p[2 * PAGE] != 'p') return 2;
  p[0] = 'c';
  if (madvise(s, 2 * PAGE, MADV_DONTNEED) != 0 || s[0] != 's') return 3;
  s[1] = 'x';
  if (c[0] != 'P' || madvise(c, PAGE, MADV_DONTNEED) != 0) return 4;
  return c[0] == 'o' ? 0 : 5;
}

static int still_there(void *go) {
  await(go, 1);
  if (count_of(p, 'p', 4 * PAGE) != 4 * (long)PAGE) return 1;
  p[0] = 'c';
  return p[0] == 'c' && p[1] == 'p' ? 0 : 2;
}

int main(void) {
  int fd = object_of("/fw-c-advice-after-fork", 2 * PAGE);
  p = anonymous(4 * PAGE);
  s = shared_anonymous(2 * PAGE);
  c = map(2 * PAGE, RW, MAP_PRIVATE, fd, 0);
  memset(p, 'p', 4 * PAGE);
  memset(s, 's', 2 * PAGE);
  CHECK_EQ(pwrite(fd, "oo", 2, 0), 2);
  c[0] = 'P';
  CHECK_EQ(run_child(gives_up, NULL), 0);
  CHECK_EQ(count_of(p, 'p', 4 * PAGE), 4 * PAGE);
  CHECK_EQ(s[1], 'x');
  CHECK_EQ(c[0], 'P');

  int *go = (int *)shared_anonymous(PAGE);
  pid_t child = child_of(still_there, go);
  CHECK_EQ(madvise(p, 4 * PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(count_of(p, 0, 4 * PAGE), 4 * PAGE);
  p[PAGE] = 'n';
  __atomic_store_n(go, 1, __ATOMIC_SEQ_CST);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(p[0], 0);
  CHECK_EQ(p[PAGE], 'n');

  /* Again and again: fork, give up on both sides, fork. */
  int right = 0;
  for (int i = 0; i < 30; i++) {
    memset(p, i, 4 * PAGE);
    pid_t one = fork();
    if (one == 0) {
      if (i % 2) madvise(p + PAGE, PAGE, MADV_DONTNEED);
      _exit(p[0] == i && p[PAGE] == (i % 2 ? 0 : i) ? 0 : 1);
    }
    if (i % 3 == 0) madvise(p, PAGE, MADV_DONTNEED);
    right += outcome(one) == 0 && p[PAGE] == i && p[0] == (i % 3 == 0 ? 0 : i);
  }
  CHECK_EQ(right, 30);
  return check_end();
}
