/* Process-shared condition variables and mutexes: a bounded queue between processes, and a broadcast. */
#include "support.h"

#include <pthread.h>

enum { SLOTS = 4, ITEMS = 300, PRODUCERS = 3 };

struct queue {
  pthread_mutex_t mutex;
  pthread_cond_t not_full, not_empty, start;
  int started, waiting;
  unsigned head, tail;
  int slots[SLOTS];
};

static struct queue *q;

static int waits_for_start(void *ignored) {
  (void)ignored;
  pthread_mutex_lock(&q->mutex);
  q->waiting++;
  while (!q->started) pthread_cond_wait(&q->start, &q->mutex);
  pthread_mutex_unlock(&q->mutex);
  return 3;
}

static int produces(void *argument) {
  long id = (long)argument;
  for (int i = 0; i < ITEMS; i++) {
    pthread_mutex_lock(&q->mutex);
    while (q->tail - q->head == SLOTS) pthread_cond_wait(&q->not_full, &q->mutex);
    q->slots[q->tail++ % SLOTS] = (int)(id * ITEMS + i);
    pthread_cond_signal(&q->not_empty);
    pthread_mutex_unlock(&q->mutex);
  }
  return 0;
}

int main(void) {
  int fd = object_of("/fw-c-condition-between-processes", PAGE);
  q = (struct queue *)map(PAGE, RW, MAP_SHARED, fd, 0);
  pthread_mutexattr_t mutexes;
  pthread_condattr_t conditions;
  CHECK_EQ(pthread_mutexattr_init(&mutexes), 0);
  CHECK_EQ(pthread_mutexattr_setpshared(&mutexes, PTHREAD_PROCESS_SHARED), 0);
  CHECK_EQ(pthread_condattr_init(&conditions), 0);
  CHECK_EQ(pthread_condattr_setpshared(&conditions, PTHREAD_PROCESS_SHARED), 0);
  CHECK_EQ(pthread_mutex_init(&q->mutex, &mutexes), 0);
  CHECK_EQ(pthread_cond_init(&q->not_full, &conditions), 0);
  CHECK_EQ(pthread_cond_init(&q->not_empty, &conditions), 0);
  CHECK_EQ(pthread_cond_init(&q->start, &conditions), 0);

  pid_t waiters[10];
  for (int i = 0; i < 10; i++) waiters[i] = child_of(waits_for_start, NULL);
  await(&q->waiting, 10);
  CHECK_EQ(pthread_mutex_lock(&q->mutex), 0);
  q->started = 1;
  CHECK_EQ(pthread_cond_broadcast(&q->start), 0);
  CHECK_EQ(pthread_mutex_unlock(&q->mutex), 0);
  int ended = 0;
  for (int i = 0; i < 10; i++) ended += outcome(waiters[i]) == 3;
  CHECK_EQ(ended, 10);

  pid_t producers[PRODUCERS];
  for (long i = 0; i < PRODUCERS; i++) producers[i] = child_of(produces, (void *)i);
  int last[PRODUCERS] = {-1, -1, -1}, in_order = 0;
  long sum = 0;
  for (int i = 0; i < PRODUCERS * ITEMS; i++) {
    pthread_mutex_lock(&q->mutex);
    while (q->tail == q->head) pthread_cond_wait(&q->not_empty, &q->mutex);
    int item = q->slots[q->head++ % SLOTS];
    pthread_cond_signal(&q->not_full);
    pthread_mutex_unlock(&q->mutex);
    sum += item;
    in_order += item % ITEMS == last[item / ITEMS] + 1;
    last[item / ITEMS] = item % ITEMS;
  }
  CHECK_EQ(sum, 899 * 900 / 2);
  CHECK_EQ(in_order, PRODUCERS * ITEMS);
  ended = 0;
  for (int i = 0; i < PRODUCERS; i++) ended += outcome(producers[i]) == 0;
  CHECK_EQ(ended, PRODUCERS);
  CHECK_EQ(q->head, 900);
  return check_end();
}
