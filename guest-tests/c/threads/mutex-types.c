/* Mutexes of every type: who may lock again, who may unlock, and what they say otherwise. */
#include "support.h"

#include <pthread.h>

static pthread_mutex_t mutex;

static pthread_mutex_t of_type(int type) {
  pthread_mutexattr_t attributes;
  pthread_mutex_t made;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, type);
  pthread_mutex_init(&made, &attributes);
  return made;
}

static void *tries(void *argument) {
  (void)argument;
  return (void *)(long)pthread_mutex_trylock(&mutex);
}

static void *unlocks(void *argument) {
  (void)argument;
  return (void *)(long)pthread_mutex_unlock(&mutex);
}

static int in_thread(void *(*body)(void *)) {
  pthread_t thread;
  void *result;
  if (pthread_create(&thread, NULL, body, NULL) != 0 || pthread_join(thread, &result) != 0) return -1;
  return (int)(long)result;
}

static long counter;

static void *adds(void *argument) {
  for (int i = 0; i < 2000; i++) {
    pthread_mutex_lock(argument);
    counter++;
    pthread_mutex_unlock(argument);
  }
  return NULL;
}

int main(void) {
  mutex = of_type(PTHREAD_MUTEX_NORMAL);
  CHECK_EQ(pthread_mutex_lock(&mutex), 0);
  CHECK_EQ(pthread_mutex_trylock(&mutex), EBUSY);
  CHECK_EQ(in_thread(tries), EBUSY);
  CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
  CHECK_EQ(pthread_mutex_trylock(&mutex), 0);
  CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
  CHECK_EQ(pthread_mutex_destroy(&mutex), 0);

  mutex = of_type(PTHREAD_MUTEX_RECURSIVE);
  CHECK_EQ(pthread_mutex_lock(&mutex), 0);
  CHECK_EQ(pthread_mutex_lock(&mutex), 0);
  CHECK_EQ(pthread_mutex_trylock(&mutex), 0);
  CHECK_EQ(in_thread(tries), EBUSY);
  CHECK_EQ(in_thread(unlocks), EPERM);
  CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
  CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
  CHECK_EQ(in_thread(tries), EBUSY);
  CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
  CHECK_EQ(pthread_mutex_unlock(&mutex), EPERM);

  mutex = of_type(PTHREAD_MUTEX_ERRORCHECK);
  CHECK_EQ(pthread_mutex_unlock(&mutex), EPERM);
  CHECK_EQ(pthread_mutex_lock(&mutex), 0);
  CHECK_EQ(pthread_mutex_lock(&mutex), EDEADLK);
  CHECK_EQ(pthread_mutex_trylock(&mutex), EBUSY);
  CHECK_EQ(in_thread(unlocks), EPERM);
  CHECK_EQ(pthread_mutex_unlock(&mutex), 0);

  /* A lock that is not to be had until its time is up. */
  mutex = of_type(PTHREAD_MUTEX_NORMAL);
  CHECK_EQ(pthread_mutex_lock(&mutex), 0);
  int64_t start = nanoseconds(CLOCK_REALTIME), wanted = start + 10000000;
  struct timespec until = {wanted / 1000000000, wanted % 1000000000};
  CHECK_EQ(pthread_mutex_timedlock(&mutex, &until), ETIMEDOUT);
  CHECK(nanoseconds(CLOCK_REALTIME) >= wanted);
  CHECK_EQ(pthread_mutex_timedlock(&mutex, &until), ETIMEDOUT);
  struct timespec wrong = {until.tv_sec, 1000000000};
  CHECK_EQ(pthread_mutex_timedlock(&mutex, &wrong), EINVAL);
  CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
  CHECK_EQ(pthread_mutex_timedlock(&mutex, &until), 0);
  CHECK_EQ(pthread_mutex_unlock(&mutex), 0);

  static const int types[] = {PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK};
  for (int type = 0; type < 3; type++) {
    pthread_mutex_t contended = of_type(types[type]);
    pthread_t threads[8];
    counter = 0;
    for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, adds, &contended);
    for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
    CHECK_EQ(counter, 16000);
  }
  return check_end();
}
