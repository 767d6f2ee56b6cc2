/* Robust mutexes: the next owner is told that the last one died, and can repair or give up. */
#include "support.h"

#include <pthread.h>

static pthread_mutex_t *mutex;
static int *step;

static void make(void) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(mutex, &attributes);
}

static int dies_with_it(void *argument) {
  if (pthread_mutex_lock(mutex) != 0) return 99;
  if (argument != NULL) raise(SIGKILL);
  return 4;
}

static void *ends_with_it(void *argument) {
  (void)argument;
  return (void *)(long)pthread_mutex_lock(mutex);
}

static int waits(void *ignored) {
  (void)ignored;
  __atomic_store_n(step, 1, __ATOMIC_SEQ_CST);
  return pthread_mutex_lock(mutex);
}

static int tries(void *ignored) {
  (void)ignored;
  return pthread_mutex_trylock(mutex);
}

int main(void) {
  mutex = (pthread_mutex_t *)shared_anonymous(PAGE);
  step = (int *)shared_anonymous(PAGE);
  make();
  CHECK_EQ(run_child(dies_with_it, NULL), 4);
  CHECK_EQ(pthread_mutex_lock(mutex), EOWNERDEAD);
  CHECK_EQ(run_child(tries, NULL), EBUSY); /* it is mine, all the same */
  CHECK_EQ(pthread_mutex_consistent(mutex), 0);
  CHECK_EQ(pthread_mutex_unlock(mutex), 0);
  CHECK_EQ(pthread_mutex_lock(mutex), 0);
  CHECK_EQ(pthread_mutex_unlock(mutex), 0);
  CHECK_EQ(pthread_mutex_consistent(mutex), EINVAL);

  CHECK_EQ(run_child(dies_with_it, mutex), KILLED_BY(SIGKILL));
  CHECK_EQ(pthread_mutex_trylock(mutex), EOWNERDEAD);
  CHECK_EQ(pthread_mutex_consistent(mutex), 0);
  CHECK_EQ(pthread_mutex_unlock(mutex), 0);

  /* The next one dies too, before it has repaired anything. */
  CHECK_EQ(run_child(dies_with_it, NULL), 4);
  CHECK_EQ(run_child(waits, NULL), EOWNERDEAD);
  CHECK_EQ(pthread_mutex_lock(mutex), EOWNERDEAD);
  /* Given back unrepaired: nobody gets it again. */
  CHECK_EQ(pthread_mutex_unlock(mutex), 0);
  CHECK_EQ(pthread_mutex_lock(mutex), ENOTRECOVERABLE);
  CHECK_EQ(run_child(tries, NULL), ENOTRECOVERABLE);
  CHECK_EQ(pthread_mutex_destroy(mutex), 0);

  /* A thread that ends with it. */
  make();
  pthread_t thread;
  void *result;
  CHECK_EQ(pthread_create(&thread, NULL, ends_with_it, NULL), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK_EQ((long)result, 0);
  CHECK_EQ(pthread_mutex_lock(mutex), EOWNERDEAD);
  CHECK_EQ(pthread_mutex_consistent(mutex), 0);

  /* Who sleeps for it is woken by the owner's death. */
  CHECK_EQ(pthread_mutex_unlock(mutex), 0);
  *step = 0;
  pid_t owner = fork();
  if (owner == 0) {
    pthread_mutex_lock(mutex);
    __atomic_store_n(step, 2, __ATOMIC_SEQ_CST);
    for (;;) pause();
  }
  await(step, 2);
  pid_t sleeper = child_of(waits, NULL);
  await(step, 1);
  pause_ms(5);
  CHECK_EQ(kill(owner, SIGKILL), 0);
  CHECK_EQ(outcome(owner), KILLED_BY(SIGKILL));
  CHECK_EQ(outcome(sleeper), EOWNERDEAD);
  CHECK_EQ(pthread_mutex_lock(mutex), EOWNERDEAD);
  CHECK_EQ(pthread_mutex_consistent(mutex), 0);
  CHECK_EQ(pthread_mutex_unlock(mutex), 0);
  return check_end();
}
