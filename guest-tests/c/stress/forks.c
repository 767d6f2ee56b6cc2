/*
 * Many processes one after the other: each writes to a copied page and a shared one, and is waited for.
 * With an argument, so many.
 *
 * Arguments: 300
 */
#include "support.h"

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 300;
  long *shared = (long *)shared_anonymous(PAGE);
  char *copied = anonymous(4 * PAGE);
  memset(copied, 'p', 4 * PAGE);
  pid_t parent = getpid(), last = 0;
  int ended = 0, changed = 0, another = 0;
  for (int i = 0; i < count; i++) {
    pid_t child = fork();
    if (child < 0) {
      fw_say("fork %d: %s\n", i, fw_errno_name(errno));
      return 1;
    }
    if (child == 0) {
      int right = copied[i % 4 * PAGE] == 'p' && getppid() == parent;
      copied[i % 4 * PAGE] = 'c';
      shared[0]++;
      shared[1] += i;
      _exit(right ? i % 100 : 255);
    }
    another += child != last;
    last = child;
    ended += outcome(child) == i % 100;
    changed += copied[i % 4 * PAGE] != 'p';
  }
  CHECK(ended == count);
  CHECK(another == count);
  CHECK_EQ(changed, 0);
  CHECK(shared[0] == count);
  CHECK(shared[1] == (long)count * (count - 1) / 2);
  CHECK_ERRNO(waitpid(-1, NULL, WNOHANG), ECHILD);
  /* None of them has left anything behind: neither a child nor a descriptor. */
  int fd = CHECK_FD(dup(0));
  CHECK(fd < 20);
  return check_end();
}
