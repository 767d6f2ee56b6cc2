/*
 * Many children at once, in a tree: each maps, copies, writes, and adds to what all share. With
 * arguments, so many children, each with so many of its own.
 *
 * Arguments: 16 3
 */
#include "support.h"

#include <sched.h>

enum { MOST = 64 };

struct shared {
  long leaves, sum;
  int ready, go;
};

static struct shared *shared;
static char *pages;
static int grandchildren;

static int leaf(long id) {
  char *own = mmap(NULL, 8 * PAGE, RW, ANON_PRIVATE, -1, 0);
  if (own == MAP_FAILED) return 1;
  memset(own, (int)id, 8 * PAGE);
  for (int i = 0; i < 8; i++) {
    if (pages[i * PAGE] != 'p' && pages[i * PAGE] != 'm') return 2;
    pages[i * PAGE] = (char)id;
  }
  sched_yield();
  if (count_of(own, (char)id, 8 * PAGE) != 8 * (long)PAGE) return 3;
  for (int i = 0; i < 8; i++) {
    if (pages[i * PAGE] != (char)id) return 4;
  }
  __atomic_add_fetch(&shared->leaves, 1, __ATOMIC_SEQ_CST);
  __atomic_add_fetch(&shared->sum, id, __ATOMIC_SEQ_CST);
  return munmap(own, 8 * PAGE) == 0 ? 0 : 5;
}

static int child(void *argument) {
  long id = (long)argument;
  __atomic_add_fetch(&shared->ready, 1, __ATOMIC_SEQ_CST);
  await(&shared->go, 1);
  pages[0] = 'm'; /* its children copy it from here */
  pid_t own[MOST];
  for (int i = 0; i < grandchildren; i++) {
    own[i] = fork();
    if (own[i] < 0) return 1;
    if (own[i] == 0) _exit(leaf(id * 10 + i));
  }
  for (int i = 0; i < grandchildren; i++) {
    if (outcome(own[i]) != 0) return 2;
  }
  return pages[0] == 'm' && pages[PAGE] == 'p' ? 0 : 3;
}

int main(int argc, char **argv) {
  int children = argc > 1 ? atoi(argv[1]) : 16;
  grandchildren = argc > 2 ? atoi(argv[2]) : 3;
  CHECK(children > 0 && children <= MOST && grandchildren > 0 && grandchildren <= 10);
  shared = (struct shared *)shared_anonymous(PAGE);
  pages = anonymous(8 * PAGE);
  memset(pages, 'p', 8 * PAGE);
  pid_t all[MOST];
  for (long i = 0; i < children; i++) all[i] = child_of(child, (void *)i);
  await(&shared->ready, children); /* all of them live at once */
  __atomic_store_n(&shared->go, 1, __ATOMIC_SEQ_CST);
  int ended = 0;
  for (int i = 0; i < children; i++) ended += outcome(all[i]) == 0;
  CHECK(ended == children);
  CHECK(shared->leaves == (long)children * grandchildren);
  long expected = 0;
  for (int i = 0; i < children; i++) {
    for (int j = 0; j < grandchildren; j++) expected += i * 10 + j;
  }
  CHECK(shared->sum == expected);
  CHECK_EQ(count_of(pages, 'p', 8 * PAGE), 8 * PAGE);
  CHECK_ERRNO(waitpid(-1, NULL, 0), ECHILD);
  return check_end();
}
