/* A pthread_once runs once; keys have a value for each thread, and destructors that run at its end. */
#include "support.h"

#include <pthread.h>

static pthread_once_t control = PTHREAD_ONCE_INIT;
static int initialised, seen_initialised;
static pthread_key_t key, again;
static int destroyed, rounds;

static void initialise(void) {
  for (int i = 0; i < 3; i++) pause_briefly();
  initialised++;
}

static void *runs_once(void *argument) {
  (void)argument;
  pthread_once(&control, initialise);
  if (initialised == 1) __atomic_add_fetch(&seen_initialised, 1, __ATOMIC_SEQ_CST);
  return NULL;
}

static void destroy(void *value) { __atomic_add_fetch(&destroyed, (int)(long)value, __ATOMIC_SEQ_CST); }

/* Sets itself anew twice: called until it no longer does. */
static void destroy_again(void *value) {
  (void)value;
  if (++rounds < 3) pthread_setspecific(again, &rounds);
}

static void *uses_key(void *argument) {
  long before = (long)pthread_getspecific(key);
  pthread_setspecific(key, argument);
  for (int i = 0; i < 3; i++) sched_yield();
  return (void *)(long)(before == 0 && pthread_getspecific(key) == argument);
}

static void *uses_again(void *argument) {
  pthread_setspecific(again, argument);
  return NULL;
}

int main(void) {
  pthread_t threads[8];
  for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, runs_once, NULL);
  for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
  CHECK_EQ(initialised, 1);
  CHECK_EQ(seen_initialised, 8);
  CHECK_EQ(pthread_once(&control, initialise), 0);
  CHECK_EQ(initialised, 1);

  CHECK_EQ(pthread_key_create(&key, destroy), 0);
  CHECK_EQ(pthread_key_create(&again, destroy_again), 0);
  CHECK(pthread_getspecific(key) == NULL);
  CHECK_EQ(pthread_setspecific(key, (void *)1000L), 0);
  int right = 0;
  for (long i = 0; i < 8; i++) pthread_create(&threads[i], NULL, uses_key, (void *)(1L << i));
  for (int i = 0; i < 8; i++) {
    void *result;
    pthread_join(threads[i], &result);
    right += result == (void *)1L;
  }
  CHECK_EQ(right, 8);
  CHECK_EQ(destroyed, 255);
  CHECK_EQ((long)pthread_getspecific(key), 1000);
  pthread_create(&threads[0], NULL, uses_again, &rounds);
  pthread_join(threads[0], NULL);
  CHECK_EQ(rounds, 3);
  /* A deleted key calls no destructor. */
  CHECK_EQ(pthread_key_delete(key), 0);
  CHECK_EQ(pthread_key_create(&key, NULL), 0);
  pthread_create(&threads[0], NULL, uses_key, (void *)5L);
  pthread_join(threads[0], NULL);
  CHECK_EQ(destroyed, 255);
  pthread_key_t keys[50];
  int made = 0;
  for (int i = 0; i < 50; i++) made += pthread_key_create(&keys[i], NULL) == 0;
  CHECK_EQ(made, 50);
  for (long i = 0; i < 50; i++) pthread_setspecific(keys[i], (void *)i);
  right = 0;
  for (long i = 0; i < 50; i++) right += pthread_getspecific(keys[i]) == (void *)i;
  CHECK_EQ(right, 50);
  return check_end();
}
