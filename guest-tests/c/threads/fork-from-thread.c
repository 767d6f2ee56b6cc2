/* A thread forks: the child has that thread only, with its memory, its identity and its locals. */
#include "support.h"

#include <pthread.h>
#include <sys/syscall.h>

static __thread int local = 1;
static int *shared;
static int stop, prepared, in_parent, in_forked;

static void *counts(void *argument) {
  (void)argument;
  while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) {
    __atomic_add_fetch(&shared[0], 1, __ATOMIC_SEQ_CST);
    pause_briefly();
  }
  return NULL;
}

static void *allocates(void *argument) {
  free(malloc(10));
  return argument;
}

static void *forks(void *argument) {
  (void)argument;
  local = 42;
  char *frame = malloc(1000);
  memset(frame, 'f', 1000);
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    int right = local == 42 && count_of(frame, 'f', 1000) == 1000 && getppid() == parent;
    right &= syscall(SYS_gettid) == getpid() && getpid() != parent; /* the thread is the main one now */
    int before = __atomic_load_n(&shared[0], __ATOMIC_SEQ_CST);
    shared[1] = 1;
    await(&shared[1], 2);
    right &= __atomic_load_n(&shared[0], __ATOMIC_SEQ_CST) > before; /* counted by the parent's thread */
    free(frame);
    frame = malloc(100000);
    right &= frame != NULL;
    pthread_t thread; /* and it can have threads of its own */
    right &= pthread_create(&thread, NULL, allocates, NULL) == 0;
    right &= pthread_join(thread, NULL) == 0;
    _exit(right ? 31 : 1);
  }
  await(&shared[1], 1);
  int seen = __atomic_load_n(&shared[0], __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&shared[0], __ATOMIC_SEQ_CST) < seen + 3) pause_briefly();
  __atomic_store_n(&shared[1], 2, __ATOMIC_SEQ_CST);
  free(frame);
  return (void *)(long)outcome(child);
}

static void prepare(void) { prepared++; }
static void parent_side(void) { in_parent++; }
static void child_side(void) { in_forked++; }

static void *waits_for_child(void *argument) { return (void *)(long)outcome(*(pid_t *)argument); }

static void *forks_often(void *argument) {
  long right = 0;
  for (int i = 0; i < 20; i++) {
    pid_t child = fork();
    if (child == 0) {
      void *p = malloc(100); /* libc's own locks were not left locked */
      _exit(p != NULL ? (int)(long)argument : 1);
    }
    right += outcome(child) == (int)(long)argument;
  }
  return (void *)right;
}

int main(void) {
  shared = (int *)shared_anonymous(PAGE);
  pthread_t counter, forker;
  void *result;
  CHECK_EQ(pthread_create(&counter, NULL, counts, NULL), 0);
  CHECK_EQ(pthread_create(&forker, NULL, forks, NULL), 0);
  CHECK_EQ(pthread_join(forker, &result), 0);
  CHECK_EQ((long)result, 31);
  stop = 1;
  CHECK_EQ(pthread_join(counter, NULL), 0);
  CHECK_EQ(local, 1);

  CHECK_EQ(pthread_atfork(prepare, parent_side, child_side), 0);
  pid_t child = fork();
  if (child == 0) _exit(prepared == 1 && in_forked == 1 && in_parent == 0 ? 5 : 1);
  CHECK_EQ(prepared * 10 + in_parent, 11);
  CHECK_EQ(in_forked, 0);
  /* Any thread can wait for a child of the process. */
  CHECK_EQ(pthread_create(&forker, NULL, waits_for_child, &child), 0);
  CHECK_EQ(pthread_join(forker, &result), 0);
  CHECK_EQ((long)result, 5);

  pthread_t four[4];
  for (long i = 0; i < 4; i++) pthread_create(&four[i], NULL, forks_often, (void *)(40 + i));
  long right = 0;
  for (int i = 0; i < 4; i++) {
    pthread_join(four[i], &result);
    right += (long)result;
  }
  CHECK_EQ(right, 80);
  return check_end();
}
