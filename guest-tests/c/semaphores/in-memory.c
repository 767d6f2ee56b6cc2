/* Unnamed semaphores: counts, limits, times; between threads and, in an object, between processes. */
#include "support.h"

#include <limits.h>
#include <pthread.h>
#include <semaphore.h>

struct shared {
  sem_t ping, pong, many;
  int turns[1000], inside, most;
};

static int fd;

static int plays(void *ignored) {
  (void)ignored;
  anonymous(3 * PAGE);
  struct shared *s = (struct shared *)map(2 * PAGE, RW, MAP_SHARED, fd, 0);
  for (int i = 0; i < 500; i++) {
    if (sem_wait(&s->ping) != 0) return 1;
    s->turns[2 * i + 1] = 2 * i + 1;
    if (sem_post(&s->pong) != 0) return 2;
  }
  return 0;
}

static int enters(void *argument) {
  struct shared *s = argument;
  for (int i = 0; i < 50; i++) {
    if (sem_wait(&s->many) != 0) return 1;
    int now = __atomic_add_fetch(&s->inside, 1, __ATOMIC_SEQ_CST);
    if (now > 3) return 2;
    if (i % 10 == 0) pause_briefly();
    __atomic_sub_fetch(&s->inside, 1, __ATOMIC_SEQ_CST);
    if (sem_post(&s->many) != 0) return 3;
  }
  return 0;
}

int main(void) {
  sem_t local;
  int value;
  CHECK_EQ(sem_init(&local, 0, 2), 0);
  CHECK_EQ(sem_getvalue(&local, &value), 0);
  CHECK_EQ(value, 2);
  CHECK_EQ(sem_wait(&local), 0);
  CHECK_EQ(sem_trywait(&local), 0);
  CHECK_ERRNO(sem_trywait(&local), EAGAIN);
  int64_t wanted = nanoseconds(CLOCK_REALTIME) + 10000000;
  struct timespec until = {wanted / 1000000000, wanted % 1000000000};
  CHECK_ERRNO(sem_timedwait(&local, &until), ETIMEDOUT);
  CHECK(nanoseconds(CLOCK_REALTIME) >= wanted);
  CHECK_ERRNO(sem_timedwait(&local, &until), ETIMEDOUT);
  struct timespec wrong = {0, -1};
  CHECK_ERRNO(sem_timedwait(&local, &wrong), EINVAL);
  CHECK_EQ(sem_post(&local), 0);
  CHECK_EQ(sem_timedwait(&local, &until), 0);
  CHECK_ERRNO(sem_init(&local, 0, (unsigned)INT_MAX + 1), EINVAL);
  CHECK_EQ(sem_init(&local, 0, INT_MAX), 0);
  CHECK_ERRNO(sem_post(&local), EOVERFLOW);
  CHECK_EQ(sem_destroy(&local), 0);

  fd = object_of("/fw-c-semaphores-in-memory", 2 * PAGE);
  struct shared *s = (struct shared *)map(2 * PAGE, RW, MAP_SHARED, fd, 0);
  CHECK_EQ(sem_init(&s->ping, 1, 0), 0);
  CHECK_EQ(sem_init(&s->pong, 1, 0), 0);
  pid_t child = child_of(plays, NULL);
  int in_turn = 0;
  for (int i = 0; i < 500; i++) {
    s->turns[2 * i] = 2 * i;
    in_turn += s->turns[2 * i + 1] == 0;
    sem_post(&s->ping);
    sem_wait(&s->pong);
    in_turn += s->turns[2 * i + 1] == 2 * i + 1;
  }
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(in_turn, 1000);

  CHECK_EQ(sem_init(&s->many, 1, 3), 0);
  pid_t children[8];
  for (int i = 0; i < 8; i++) children[i] = child_of(enters, s);
  int ended = 0;
  for (int i = 0; i < 8; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, 8);
  CHECK_EQ(sem_getvalue(&s->many, &value), 0);
  CHECK_EQ(value, 3);
  return check_end();
}
