/* Process-shared mutexes in an object: forked processes, and processes that map it elsewhere. */
#include "support.h"

#include <pthread.h>
#include <sched.h>

struct shared {
  pthread_mutex_t mutex;
  long counter;
  int inside, overlaps, ready;
};

static int fd;

static int adds(void *argument) {
  struct shared *s = argument;
  for (int i = 0; i < 500; i++) {
    if (pthread_mutex_lock(&s->mutex) != 0) return 1;
    if (s->inside++) s->overlaps++;
    long before = *(volatile long *)&s->counter;
    if (i % 50 == 0) sched_yield();
    *(volatile long *)&s->counter = before + 1;
    s->inside--;
    if (pthread_mutex_unlock(&s->mutex) != 0) return 2;
  }
  return 0;
}

static int adds_elsewhere(void *ignored) {
  (void)ignored;
  anonymous(7 * PAGE);
  return adds(map(PAGE, RW, MAP_SHARED, fd, 0));
}

static int tries(void *argument) {
  struct shared *s = argument;
  return pthread_mutex_trylock(&s->mutex);
}

int main(void) {
  fd = object_of("/fw-c-mutex-between-processes", PAGE);
  struct shared *s = (struct shared *)map(PAGE, RW, MAP_SHARED, fd, 0);
  pthread_mutexattr_t attributes;
  CHECK_EQ(pthread_mutexattr_init(&attributes), 0);
  CHECK_EQ(pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED), 0);
  int kind;
  CHECK_EQ(pthread_mutexattr_getpshared(&attributes, &kind), 0);
  CHECK_EQ(kind, PTHREAD_PROCESS_SHARED);
  CHECK_EQ(pthread_mutex_init(&s->mutex, &attributes), 0);
  CHECK_EQ(pthread_mutex_lock(&s->mutex), 0);
  CHECK_EQ(run_child(tries, s), EBUSY);
  pid_t children[8];
  for (int i = 0; i < 8; i++) children[i] = child_of(i % 2 ? adds : adds_elsewhere, s);
  for (int i = 0; i < 10; i++) pause_briefly();
  CHECK_EQ(s->counter, 0); /* all of them wait for me */
  CHECK_EQ(pthread_mutex_unlock(&s->mutex), 0);
  int ended = 0;
  for (int i = 0; i < 8; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, 8);
  CHECK_EQ(s->counter, 4000);
  CHECK_EQ(s->overlaps, 0);
  CHECK_EQ(pthread_mutex_trylock(&s->mutex), 0);
  CHECK_EQ(pthread_mutex_unlock(&s->mutex), 0);

  /* Recursive, and shared. */
  CHECK_EQ(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE), 0);
  CHECK_EQ(pthread_mutex_init(&s->mutex, &attributes), 0);
  CHECK_EQ(pthread_mutex_lock(&s->mutex), 0);
  CHECK_EQ(pthread_mutex_lock(&s->mutex), 0);
  CHECK_EQ(run_child(tries, s), EBUSY);
  CHECK_EQ(pthread_mutex_unlock(&s->mutex), 0);
  CHECK_EQ(run_child(tries, s), EBUSY);
  CHECK_EQ(pthread_mutex_unlock(&s->mutex), 0);
  CHECK_EQ(run_child(tries, s), 0);
  return check_end();
}
