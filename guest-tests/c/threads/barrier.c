/* Barriers of threads and of processes: nobody passes before the last comes, one is told apart. */
#include "support.h"

#include <pthread.h>

enum { PARTIES = 6, ROUNDS = 20 };

struct shared {
  pthread_barrier_t barrier;
  int arrived[ROUNDS], serial[ROUNDS], early;
};

static int meets(void *argument) {
  struct shared *s = argument;
  for (int round = 0; round < ROUNDS; round++) {
    __atomic_add_fetch(&s->arrived[round], 1, __ATOMIC_SEQ_CST);
    int result = pthread_barrier_wait(&s->barrier);
    if (__atomic_load_n(&s->arrived[round], __ATOMIC_SEQ_CST) != PARTIES) s->early++;
    if (result == PTHREAD_BARRIER_SERIAL_THREAD) {
      __atomic_add_fetch(&s->serial[round], 1, __ATOMIC_SEQ_CST);
    } else if (result != 0) {
      return 1;
    }
  }
  return 0;
}

static void *meets_in_thread(void *argument) { return (void *)(long)meets(argument); }

static int rounds_of(const int *counts, int expected) {
  int right = 0;
  for (int i = 0; i < ROUNDS; i++) right += counts[i] == expected;
  return right;
}

int main(void) {
  static struct shared local;
  CHECK_EQ(pthread_barrier_init(&local.barrier, NULL, 0), EINVAL);
  CHECK_EQ(pthread_barrier_init(&local.barrier, NULL, PARTIES), 0);
  pthread_t threads[PARTIES];
  for (int i = 0; i < PARTIES; i++) pthread_create(&threads[i], NULL, meets_in_thread, &local);
  int ended = 0;
  for (int i = 0; i < PARTIES; i++) {
    void *result;
    ended += pthread_join(threads[i], &result) == 0 && result == NULL;
  }
  CHECK_EQ(ended, PARTIES);
  CHECK_EQ(local.early, 0);
  CHECK_EQ(rounds_of(local.arrived, PARTIES), ROUNDS);
  CHECK_EQ(rounds_of(local.serial, 1), ROUNDS);
  CHECK_EQ(pthread_barrier_destroy(&local.barrier), 0);

  int fd = object_of("/fw-c-barrier", PAGE);
  struct shared *s = (struct shared *)map(PAGE, RW, MAP_SHARED, fd, 0);
  pthread_barrierattr_t attributes;
  CHECK_EQ(pthread_barrierattr_init(&attributes), 0);
  CHECK_EQ(pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED), 0);
  CHECK_EQ(pthread_barrier_init(&s->barrier, &attributes, PARTIES), 0);
  pid_t children[PARTIES];
  for (int i = 1; i < PARTIES; i++) children[i] = child_of(meets, s);
  CHECK_EQ(meets(s), 0);
  ended = 0;
  for (int i = 1; i < PARTIES; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, PARTIES - 1);
  CHECK_EQ(s->early, 0);
  CHECK_EQ(rounds_of(s->arrived, PARTIES), ROUNDS);
  CHECK_EQ(rounds_of(s->serial, 1), ROUNDS);

  CHECK_EQ(pthread_barrier_init(&local.barrier, NULL, 1), 0);
  CHECK_EQ(pthread_barrier_wait(&local.barrier), PTHREAD_BARRIER_SERIAL_THREAD);
  CHECK_EQ(pthread_barrier_wait(&local.barrier), PTHREAD_BARRIER_SERIAL_THREAD);
  return check_end();
}
