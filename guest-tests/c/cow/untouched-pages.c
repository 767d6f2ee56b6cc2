/* Pages that nobody has written before the fork, and pages that neither writes after it. */
#include "support.h"

static char *never, *loaded, *kept;

static int looks(void *ignored) {
  (void)ignored;
  if (never[0] != 0 || loaded[0] != 0 || kept[0] != 'k') return 1;
  never[PAGE] = 'c';
  loaded[PAGE] = 'c';
  return never[PAGE] == 'c' && loaded[PAGE + 1] == 0 ? 0 : 2;
}

static int reads_all(void *ignored) {
  (void)ignored;
  return count_of(kept, 'k', 64 * PAGE) == 64 * (long)PAGE ? 0 : 1;
}

int main(void) {
  never = anonymous(4 * PAGE);
  loaded = anonymous(4 * PAGE);
  kept = anonymous(64 * PAGE);
  CHECK_EQ(load(loaded), 0);
  CHECK_EQ(load(loaded + PAGE), 0);
  memset(kept, 'k', 64 * PAGE);
  CHECK_EQ(run_child(looks, NULL), 0);
  CHECK_EQ(never[PAGE], 0);
  CHECK_EQ(loaded[PAGE], 0);
  pid_t child = fork();
  if (child == 0) _exit(never[0] == 0 && never[2 * PAGE] == 0 ? 0 : 1);
  never[0] = 'p';
  never[2 * PAGE] = 'p';
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(never[0], 'p');

  /* Ten generations of readers: nobody writes, everybody reads the same frames. */
  int right = 0;
  for (int i = 0; i < 10; i++) right += run_child(reads_all, NULL) == 0;
  CHECK_EQ(right, 10);
  pid_t readers[10];
  for (int i = 0; i < 10; i++) readers[i] = child_of(reads_all, NULL);
  for (int i = 0; i < 10; i++) right += outcome(readers[i]) == 0;
  CHECK_EQ(right, 20);
  CHECK_EQ(count_of(kept, 'k', 64 * PAGE), 64 * PAGE);

  /* A private mapping of an object, never touched before the fork: written there, then here. */
  int fd = object_of("/fw-c-untouched-pages", 2 * PAGE);
  CHECK_EQ(pwrite(fd, "ob", 2, 0), 2);
  char *c = map(2 * PAGE, RW, MAP_PRIVATE, fd, 0);
  child = fork();
  if (child == 0) {
    c[0] = 'C';
    _exit(c[0] == 'C' && c[1] == 'b' ? 0 : 1);
  }
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(c[0], 'o');
  CHECK_EQ(pwrite(fd, "n", 1, 0), 1);
  CHECK_EQ(c[0], 'n');
  c[PAGE] = 'P';
  child = fork();
  if (child == 0) {
    if (pwrite(fd, "m", 1, 0) != 1 || c[0] != 'm' || c[PAGE] != 'P') _exit(1);
    c[PAGE] = 'Q';
    _exit(c[PAGE] == 'Q' && c[PAGE + 1] == 0 ? 0 : 2);
  }
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(c[0], 'm');
  CHECK_EQ(c[PAGE], 'P');
  return check_end();
}
