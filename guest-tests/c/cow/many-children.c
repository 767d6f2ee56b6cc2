/* Children, 64 at once, each with its own copies of the same pages; the parent's are as they were. */
#include "support.h"

enum { CHILDREN = 64, PAGES = 16 };

int main(void) {
  unsigned *pages = (unsigned *)anonymous(PAGES * PAGE);
  int *state = (int *)shared_anonymous(PAGE);
  const unsigned words = PAGE / sizeof *pages;
  for (unsigned i = 0; i < PAGES * words; i++) pages[i] = i;
  pid_t children[CHILDREN];
  for (unsigned id = 0; id < CHILDREN; id++) {
    children[id] = fork();
    if (children[id] < 0) return 1;
    if (children[id] == 0) {
      /* Child N writes the pages whose bit is set in N + 1. */
      for (int page = 0; page < PAGES; page++) {
        if ((id + 1) >> page % 6 & 1) pages[page * words + id] = 1000000 + id;
      }
      __atomic_add_fetch(&state[0], 1, __ATOMIC_SEQ_CST);
      await(&state[1], 1); /* all have written, nobody has ended */
      int wrong = 0;
      for (unsigned i = 0; i < PAGES * words; i++) {
        unsigned page = i / words;
        int mine = i % words == id && ((id + 1) >> page % 6 & 1);
        wrong += pages[i] != (mine ? 1000000 + id : i);
      }
      _exit(wrong == 0 ? (int)id : 255);
    }
  }
  await(&state[0], CHILDREN);
  int untouched = 0;
  for (unsigned i = 0; i < PAGES * words; i++) untouched += pages[i] == i;
  CHECK_EQ(untouched, PAGES * 1024);
  __atomic_store_n(&state[1], 1, __ATOMIC_SEQ_CST);
  int right = 0;
  for (int id = 0; id < CHILDREN; id++) right += outcome(children[id]) == id;
  CHECK_EQ(right, CHILDREN);
  untouched = 0;
  for (unsigned i = 0; i < PAGES * words; i++) untouched += pages[i] == i;
  CHECK_EQ(untouched, PAGES * 1024);
  CHECK_EQ(state[0], CHILDREN);
  CHECK_ERRNO(waitpid(-1, NULL, 0), ECHILD);
  return check_end();
}
