/* An object is truncated while children have it mapped: touching it is SIGBUS, in the child's status. */
#include "support.h"

enum { CHILDREN = 6 };

static int *state;
static char *object;

static int touches(void *argument) {
  long id = (long)argument;
  if (object[id * PAGE] != 'a' + id) return 1;
  __atomic_add_fetch(&state[0], 1, __ATOMIC_SEQ_CST);
  await(&state[1], 1);
  object[id * PAGE + 1] = 't';
  return object[id * PAGE + 1] == 't' ? 40 + (int)id : 2;
}

int main(void) {
  int fd = object_of("/fw-c-truncated-under-children", CHILDREN * PAGE);
  state = (int *)shared_anonymous(PAGE);
  object = map(CHILDREN * PAGE, RW, MAP_SHARED, fd, 0);
  for (int i = 0; i < CHILDREN; i++) object[i * PAGE] = (char)('a' + i);
  pid_t children[CHILDREN];
  for (long i = 0; i < CHILDREN; i++) children[i] = child_of(touches, (void *)i);
  await(&state[0], CHILDREN);
  CHECK_EQ(ftruncate(fd, 3 * PAGE), 0);
  __atomic_store_n(&state[1], 1, __ATOMIC_SEQ_CST);
  CHECK_EQ(outcome(children[0]), 40);
  CHECK_EQ(outcome(children[1]), 41);
  CHECK_EQ(outcome(children[2]), 42);
  int status;
  CHECK_EQ(waitpid(children[3], &status, 0) == children[3], 1);
  CHECK_EQ(WIFSIGNALED(status), 1);
  CHECK_EQ(WTERMSIG(status), SIGBUS);
  CHECK_EQ(outcome(children[4]), KILLED_BY(SIGBUS));
  CHECK_EQ(outcome(children[5]), KILLED_BY(SIGBUS));
  CHECK_EQ(object[1], 't');
  CHECK_EQ(load(object + 3 * PAGE), SIGBUS);

  /* A child truncates; the parent's private copy goes too. */
  char *copy = map(3 * PAGE, RW, MAP_PRIVATE, fd, 0);
  copy[2 * PAGE] = 'C';
  copy[0] = 'C';
  pid_t child = fork();
  if (child == 0) _exit(ftruncate(fd, PAGE) == 0 && load(copy + 2 * PAGE) == SIGBUS ? 0 : 1);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(load(object + PAGE), SIGBUS);
  CHECK_EQ(load(copy + 2 * PAGE), SIGBUS);
  CHECK_EQ(copy[0], 'C');
  CHECK_EQ(ftruncate(fd, 3 * PAGE), 0);
  CHECK_EQ(copy[2 * PAGE], 0);
  CHECK_EQ(object[2 * PAGE], 0);

  /* A system call that meets such a page fails, and kills nobody. */
  CHECK_EQ(ftruncate(fd, 0), 0);
  int other = object_of("/fw-c-truncated-under-children", PAGE);
  CHECK_ERRNO(pread(other, object, 10, 0), EFAULT);
  CHECK_ERRNO(pwrite(other, object, 10, 0), EFAULT);
  return check_end();
}
