/* Shared mappings stay shared over fork: anonymous ones, objects, grown and truncated ones. */
#include "support.h"

static char *anonymous_page, *object, *read_only;
static int fd;

static int writes(void *ignored) {
  (void)ignored;
  if (anonymous_page[0] != 'p' || object[0] != 'o') return 1;
  anonymous_page[1] = 'c';
  anonymous_page[3 * PAGE] = 'd'; /* a page that the parent has never touched */
  object[1] = 'c';
  if (store(read_only, 1) != SIGSEGV || read_only[1] != 'c') return 2;
  return 0;
}

static int maps_anew(void *ignored) {
  (void)ignored;
  char *here = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 2 * PAGE);
  if (here == MAP_FAILED || here[0] != 0) return 1;
  here[0] = 'n';
  return ftruncate(fd, 8 * PAGE) == 0 ? 0 : 2;
}

static int adds(void *counter) {
  for (int i = 0; i < 2000; i++) __atomic_add_fetch((long *)counter, 1, __ATOMIC_SEQ_CST);
  return 0;
}

int main(void) {
  anonymous_page = shared_anonymous(4 * PAGE);
  fd = object_of("/fw-c-shared-memory", 4 * PAGE);
  object = map(8 * PAGE, RW, MAP_SHARED, fd, 0);
  read_only = map(PAGE, PROT_READ, MAP_SHARED, fd, 0);
  anonymous_page[0] = 'p';
  object[0] = 'o';
  CHECK_EQ(run_child(writes, NULL), 0);
  CHECK_EQ(anonymous_page[1], 'c');
  CHECK_EQ(anonymous_page[3 * PAGE], 'd');
  CHECK_EQ(object[1], 'c');
  CHECK_EQ(read_only[1], 'c');
  CHECK_EQ(load(object + 4 * PAGE), SIGBUS);
  CHECK_EQ(run_child(maps_anew, NULL), 0);
  CHECK_EQ(object[2 * PAGE], 'n');
  CHECK_EQ(load(object + 4 * PAGE), 0);
  CHECK_EQ(object[7 * PAGE], 0);

  /* Eight processes on one counter. */
  pid_t children[8];
  long *counter = (long *)(anonymous_page + 2 * PAGE);
  for (int i = 0; i < 8; i++) children[i] = child_of(adds, counter);
  int ended = 0;
  for (int i = 0; i < 8; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, 8);
  CHECK_EQ(*counter, 16000);

  /* A conversation: each turn is seen by the other. */
  volatile int *turn = (int *)(anonymous_page + PAGE);
  pid_t child = fork();
  if (child == 0) {
    for (int i = 1; i < 20; i += 2) {
      await((int *)turn, i);
      __atomic_store_n((int *)turn, i + 1, __ATOMIC_SEQ_CST);
    }
    _exit(0);
  }
  for (int i = 0; i < 20; i += 2) {
    await((int *)turn, i);
    __atomic_store_n((int *)turn, i + 1, __ATOMIC_SEQ_CST);
  }
  await((int *)turn, 20);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(*turn, 20);

  /* Shared memory outlives whoever made it: a grandchild keeps what the child mapped. */
  int *go = (int *)(anonymous_page + PAGE + 64);
  child = fork();
  if (child == 0) {
    char *own = shared_anonymous(PAGE);
    own[0] = 'k';
    if (fork() == 0) {
      await(go, 1);
      own[1] = own[0];
      __atomic_store_n(go, own[1], __ATOMIC_SEQ_CST);
      _exit(0);
    }
    _exit(0);
  }
  CHECK_EQ(outcome(child), 0);
  __atomic_store_n(go, 1, __ATOMIC_SEQ_CST);
  await(go, 'k');
  CHECK_EQ(*go, 'k');
  return check_end();
}
