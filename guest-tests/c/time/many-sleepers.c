/* Processes and threads that sleep for different times: none wakes early, and all wake. */
#include "support.h"

#include <pthread.h>

enum { SLEEPERS = 6 };

static int *shared; /* how many have woken, and from byte 64 on when */
static int64_t start;

static int sleeps(void *argument) {
  long id = (long)argument;
  int64_t at = start + (id + 1) * 8000000;
  struct timespec until = {at / 1000000000, at % 1000000000};
  if (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0) return 1;
  int64_t woken = nanoseconds(CLOCK_MONOTONIC);
  if (woken < at) return 2;
  __atomic_add_fetch(&shared[0], 1, __ATOMIC_SEQ_CST);
  ((int64_t *)(shared + 16))[id] = woken;
  return 0;
}

static void *sleeps_in_thread(void *argument) { return (void *)(long)sleeps(argument); }

static int none_early(void) {
  const int64_t *woken = (const int64_t *)(shared + 16);
  int right = 0;
  for (int i = 0; i < SLEEPERS; i++) right += woken[i] >= start + (i + 1) * 8000000L;
  return right;
}

int main(void) {
  shared = (int *)shared_anonymous(PAGE);
  start = nanoseconds(CLOCK_MONOTONIC);
  pid_t children[SLEEPERS];
  for (long i = SLEEPERS - 1; i >= 0; i--) children[i] = child_of(sleeps, (void *)i);
  int ended = 0;
  for (int i = 0; i < SLEEPERS; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, SLEEPERS);
  CHECK_EQ(shared[0], SLEEPERS);
  CHECK_EQ(none_early(), SLEEPERS);

  memset(shared, 0, PAGE);
  start = nanoseconds(CLOCK_MONOTONIC);
  pthread_t threads[SLEEPERS];
  for (long i = 0; i < SLEEPERS; i++) pthread_create(&threads[i], NULL, sleeps_in_thread, (void *)i);
  for (int i = 0; i < SLEEPERS; i++) {
    void *result;
    ended += pthread_join(threads[i], &result) == 0 && result == NULL;
  }
  CHECK_EQ(ended, 2 * SLEEPERS);
  CHECK_EQ(none_early(), SLEEPERS);

  /* One sleeps while the other works: the sleeper is not kept waiting for it to end. */
  int *done = shared + 1;
  pid_t worker = fork();
  if (worker == 0) {
    while (!__atomic_load_n(done, __ATOMIC_SEQ_CST)) {
    }
    _exit(6);
  }
  pause_ms(5);
  __atomic_store_n(done, 1, __ATOMIC_SEQ_CST);
  CHECK_EQ(outcome(worker), 6);

  /* All sleep: time passes none the less. Nobody has to be awake for it. */
  int64_t before = nanoseconds(CLOCK_MONOTONIC);
  for (long i = 0; i < 4; i++) {
    children[i] = fork();
    if (children[i] == 0) {
      pause_ms(10 * (i + 1));
      _exit(0);
    }
  }
  for (int i = 0; i < 4; i++) outcome(children[i]);
  CHECK(nanoseconds(CLOCK_MONOTONIC) - before >= 40000000);
  return check_end();
}
