/*
 * Children of children: each has its parent, its copy of memory, its own place in the tree.
 *
 * Builds: static-pie
 */
#include "process.h"

#include <sys/mman.h>

static int *shared;
static int private;

/* Makes a chain of `depth` processes; each adds its depth to what is shared. */
static int chain(int depth) {
  if (depth == 0) return 0;
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    private += depth;
    if (getppid() != parent) _exit(99);
    __atomic_add_fetch(shared, depth, __ATOMIC_SEQ_CST);
    int below = chain(depth - 1);
    _exit(below == 99 ? 99 : below + 1);
  }
  return outcome(child);
}

int main(void) {
  shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(shared != MAP_FAILED);
  CHECK_EQ(chain(10), 10);
  CHECK_EQ(*shared, 55);
  CHECK_EQ(private, 0);

  /* three forks in a row make eight processes */
  *shared = 0;
  pid_t root = getpid();
  pid_t children[3];
  for (int i = 0; i < 3; i++) children[i] = fork();
  __atomic_add_fetch(shared, 1, __ATOMIC_SEQ_CST);
  if (getpid() != root) {
    int bad = 0;
    for (int i = 0; i < 3; i++) {
      if (children[i] != 0 && getpid() != root) {
        int status;
        /* those made before this process are its brothers, not its children */
        if (waitpid(children[i], &status, 0) == children[i]) bad |= status;
      }
    }
    _exit(bad != 0);
  }
  for (int i = 0; i < 3; i++) CHECK_EQ(outcome(children[i]), 0);
  CHECK_EQ(*shared, 8);
  CHECK_ERRNO(waitpid(-1, NULL, 0), ECHILD);
  return check_end();
}
