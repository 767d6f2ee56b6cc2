/* Condition variables with a time: on either clock, with and without a signal. */
#include "support.h"

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int flag, waiting;

static struct timespec in_ms(clockid_t clock, long milliseconds) {
  int64_t at = nanoseconds(clock) + milliseconds * 1000000;
  return (struct timespec){at / 1000000000, at % 1000000000};
}

static void *signals(void *argument) {
  (void)argument;
  pthread_mutex_lock(&mutex);
  flag = 1;
  pthread_cond_signal(&condition);
  pthread_mutex_unlock(&mutex);
  return NULL;
}

static void *waits(void *argument) {
  struct timespec *until = argument;
  int result = 0;
  pthread_mutex_lock(&mutex);
  waiting++;
  while (!flag && result == 0) result = pthread_cond_timedwait(&condition, &mutex, until);
  waiting--;
  pthread_mutex_unlock(&mutex);
  return (void *)(long)result;
}

int main(void) {
  struct timespec until = in_ms(CLOCK_REALTIME, 10);
  CHECK_EQ(pthread_mutex_lock(&mutex), 0);
  int result;
  while ((result = pthread_cond_timedwait(&condition, &mutex, &until)) == 0) {
  }
  CHECK_EQ(result, ETIMEDOUT);
  CHECK(nanoseconds(CLOCK_REALTIME) >= until.tv_sec * 1000000000LL + until.tv_nsec);
  CHECK_EQ(pthread_cond_timedwait(&condition, &mutex, &until), ETIMEDOUT);
  CHECK_EQ(pthread_mutex_trylock(&mutex), EBUSY); /* had again, also after a timeout */
  struct timespec wrong = {0, 1000000000};
  CHECK_EQ(pthread_cond_timedwait(&condition, &mutex, &wrong), EINVAL);

  until = in_ms(CLOCK_REALTIME, 60000);
  pthread_t thread;
  CHECK_EQ(pthread_create(&thread, NULL, signals, NULL), 0);
  while (!flag && pthread_cond_timedwait(&condition, &mutex, &until) == 0) {
  }
  CHECK_EQ(flag, 1);
  CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
  CHECK_EQ(pthread_join(thread, NULL), 0);

  /* CLOCK_MONOTONIC, chosen at the start. */
  pthread_condattr_t attributes;
  clockid_t clock;
  CHECK_EQ(pthread_condattr_init(&attributes), 0);
  CHECK_EQ(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC), 0);
  CHECK_EQ(pthread_condattr_getclock(&attributes, &clock), 0);
  CHECK_EQ(clock, CLOCK_MONOTONIC);
  pthread_cond_t monotonic;
  CHECK_EQ(pthread_cond_init(&monotonic, &attributes), 0);
  until = in_ms(CLOCK_MONOTONIC, 10);
  CHECK_EQ(pthread_mutex_lock(&mutex), 0);
  while ((result = pthread_cond_timedwait(&monotonic, &mutex, &until)) == 0) {
  }
  CHECK_EQ(result, ETIMEDOUT);
  CHECK(nanoseconds(CLOCK_MONOTONIC) >= until.tv_sec * 1000000000LL + until.tv_nsec);
  CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
  CHECK_EQ(pthread_cond_destroy(&monotonic), 0);

  /* Six wait, and one broadcast is for all of them. */
  flag = 0;
  struct timespec late = in_ms(CLOCK_REALTIME, 60000);
  pthread_t six[6];
  for (int i = 0; i < 6; i++) pthread_create(&six[i], NULL, waits, &late);
  for (;;) {
    pthread_mutex_lock(&mutex);
    int all = waiting == 6;
    if (all) {
      flag = 1;
      pthread_cond_broadcast(&condition);
    }
    pthread_mutex_unlock(&mutex);
    if (all) break;
    pause_briefly();
  }
  int woken = 0;
  for (int i = 0; i < 6; i++) {
    void *ended;
    woken += pthread_join(six[i], &ended) == 0 && ended == NULL;
  }
  CHECK_EQ(woken, 6);
  CHECK_EQ(waiting, 0);

  /* And with nobody who signals: all of them time out. */
  flag = 0;
  late = in_ms(CLOCK_REALTIME, 15);
  for (int i = 0; i < 6; i++) pthread_create(&six[i], NULL, waits, &late);
  int timed_out = 0;
  for (int i = 0; i < 6; i++) {
    void *ended;
    timed_out += pthread_join(six[i], &ended) == 0 && ended == (void *)(long)ETIMEDOUT;
  }
  CHECK_EQ(timed_out, 6);
  return check_end();
}
