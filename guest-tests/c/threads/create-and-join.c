/* Threads start, share memory, return values, and are joined once. */
#include "support.h"

#include <pthread.h>

static int shared[64];

static void *twice(void *argument) {
  long value = (long)argument;
  shared[value % 64] = (int)value;
  return (void *)(value * 2);
}

static void *exits_below(void *argument) {
  char frame[100];
  memset(frame, 1, sizeof frame);
  if (frame[50] == 1) pthread_exit(argument);
  return NULL;
}

static void *own_identity(void *argument) {
  *(pthread_t *)argument = pthread_self();
  return (void *)(long)(getpid() == *(pid_t *)((char *)argument + sizeof(pthread_t)));
}

static void *makes_another(void *argument) {
  pthread_t inner;
  void *result;
  long depth = (long)argument;
  if (depth == 0) return (void *)1L;
  if (pthread_create(&inner, NULL, makes_another, (void *)(depth - 1)) != 0) return NULL;
  if (pthread_join(inner, &result) != 0) return NULL;
  return (void *)((long)result + 1);
}

static void *joins(void *argument) {
  void *result = NULL;
  if (pthread_join(*(pthread_t *)argument, &result) != 0) return (void *)-1L;
  return result;
}

int main(void) {
  pthread_t threads[64];
  int made = 0, joined = 0;
  for (long i = 0; i < 64; i++) made += pthread_create(&threads[i], NULL, twice, (void *)i) == 0;
  CHECK_EQ(made, 64);
  for (long i = 0; i < 64; i++) {
    void *result;
    joined += pthread_join(threads[i], &result) == 0 && result == (void *)(2 * i);
  }
  CHECK_EQ(joined, 64);
  int right = 0;
  for (int i = 0; i < 64; i++) right += shared[i] == i;
  CHECK_EQ(right, 64);

  void *result;
  CHECK_EQ(pthread_create(&threads[0], NULL, exits_below, shared), 0);
  CHECK_EQ(pthread_join(threads[0], &result), 0);
  CHECK(result == shared);

  struct {
    pthread_t self;
    pid_t pid;
  } identity = {.pid = getpid()};
  CHECK_EQ(pthread_create(&threads[0], NULL, own_identity, &identity), 0);
  CHECK_EQ(pthread_join(threads[0], &result), 0);
  CHECK(pthread_equal(identity.self, threads[0]));
  CHECK_EQ((long)result, 1);
  CHECK(!pthread_equal(pthread_self(), threads[0]));

  CHECK_EQ(pthread_create(&threads[0], NULL, makes_another, (void *)10L), 0);
  CHECK_EQ(pthread_join(threads[0], &result), 0);
  CHECK_EQ((long)result, 11);

  /* Joined by another thread than its maker. */
  CHECK_EQ(pthread_create(&threads[0], NULL, twice, (void *)21L), 0);
  CHECK_EQ(pthread_create(&threads[1], NULL, joins, &threads[0]), 0);
  CHECK_EQ(pthread_join(threads[1], &result), 0);
  CHECK_EQ((long)result, 42);

  /* One after the other: stacks and numbers are used again. */
  long sum = 0;
  for (long i = 0; i < 500; i++) {
    if (pthread_create(&threads[0], NULL, twice, (void *)i) != 0) return 1;
    if (pthread_join(threads[0], &result) != 0) return 1;
    sum += (long)result;
  }
  CHECK_EQ(sum, 499 * 500);
  return check_end();
}
