/* Cancellation: at cancellation points, deferred while disabled, with the cleanup handlers run. */
#include "support.h"

#include <pthread.h>
#include <semaphore.h>

static char trace[16];
static int at, ready, go;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;

static void cleanup(void *argument) { trace[at++] = *(const char *)argument; }

static void unlock(void *argument) {
  trace[at++] = 'u';
  pthread_mutex_unlock(argument);
}

static void *sleeps(void *argument) {
  (void)argument;
  pthread_cleanup_push(cleanup, "a");
  pthread_cleanup_push(cleanup, "b");
  __atomic_store_n(&ready, 1, __ATOMIC_SEQ_CST);
  struct timespec hour = {3600, 0};
  nanosleep(&hour, NULL);
  pthread_cleanup_pop(0);
  pthread_cleanup_pop(0);
  return NULL;
}

static void *waits_for_condition(void *argument) {
  (void)argument;
  pthread_mutex_lock(&mutex);
  pthread_cleanup_push(unlock, &mutex);
  __atomic_store_n(&ready, 1, __ATOMIC_SEQ_CST);
  for (;;) pthread_cond_wait(&never, &mutex);
  pthread_cleanup_pop(0);
  return NULL;
}

static void *waits_for_semaphore(void *argument) {
  __atomic_store_n(&ready, 1, __ATOMIC_SEQ_CST);
  sem_wait(argument);
  return NULL;
}

static void *reads_pipe(void *argument) {
  char byte;
  __atomic_store_n(&ready, 1, __ATOMIC_SEQ_CST);
  if (read(*(int *)argument, &byte, 1) != 1) return NULL;
  return NULL;
}

static void *is_deaf(void *argument) {
  (void)argument;
  int old;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  __atomic_store_n(&ready, 1, __ATOMIC_SEQ_CST);
  await(&go, 1);
  pthread_testcancel();
  trace[at++] = 'd';
  pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
  pthread_testcancel();
  trace[at++] = '!';
  return NULL;
}

static void *computes(void *argument) {
  (void)argument;
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
  __atomic_store_n(&ready, 1, __ATOMIC_SEQ_CST);
  for (volatile unsigned long i = 0;; i++) {
  }
  return NULL;
}

static void *pops(void *argument) {
  (void)argument;
  pthread_cleanup_push(cleanup, "p");
  pthread_cleanup_pop(1);
  pthread_cleanup_push(cleanup, "e");
  pthread_exit((void *)5L);
  pthread_cleanup_pop(0);
  return NULL;
}

static pthread_t start(void *(*body)(void *), void *argument) {
  pthread_t thread;
  ready = at = 0;
  memset(trace, 0, sizeof trace);
  if (pthread_create(&thread, NULL, body, argument) != 0) _exit(1);
  await(&ready, 1);
  return thread;
}

int main(void) {
  void *result;
  pthread_t thread = start(sleeps, NULL);
  CHECK_EQ(pthread_cancel(thread), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK(result == PTHREAD_CANCELED);
  CHECK_STR(trace, "ba");

  thread = start(waits_for_condition, NULL);
  CHECK_EQ(pthread_cancel(thread), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK(result == PTHREAD_CANCELED);
  CHECK_STR(trace, "u");
  CHECK_EQ(pthread_mutex_trylock(&mutex), 0);

  sem_t semaphore;
  CHECK_EQ(sem_init(&semaphore, 0, 0), 0);
  thread = start(waits_for_semaphore, &semaphore);
  CHECK_EQ(pthread_cancel(thread), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK(result == PTHREAD_CANCELED);

  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  thread = start(reads_pipe, ends);
  CHECK_EQ(pthread_cancel(thread), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK(result == PTHREAD_CANCELED);

  thread = start(is_deaf, NULL);
  CHECK_EQ(pthread_cancel(thread), 0);
  __atomic_store_n(&go, 1, __ATOMIC_SEQ_CST);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK(result == PTHREAD_CANCELED);
  CHECK_STR(trace, "d");

  thread = start(computes, NULL);
  CHECK_EQ(pthread_cancel(thread), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK(result == PTHREAD_CANCELED);

  at = 0;
  CHECK_EQ(pthread_create(&thread, NULL, pops, NULL), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK_EQ((long)result, 5);
  CHECK_STR(trace, "pe");
  return check_end();
}
