/* A pipeline of threads with bounded queues between them: every item passes once and in order. */
#include "support.h"

#include <pthread.h>
#include <semaphore.h>

enum { STAGES = 5, ITEMS = 400, SLOTS = 3 };

struct queue {
  sem_t free, filled;
  int head, tail;
  long items[SLOTS];
};

static struct queue queues[STAGES + 1];

static void put(struct queue *q, long item) {
  while (sem_wait(&q->free) != 0) {
  }
  q->items[q->tail++ % SLOTS] = item;
  sem_post(&q->filled);
}

static long take(struct queue *q) {
  while (sem_wait(&q->filled) != 0) {
  }
  long item = q->items[q->head++ % SLOTS];
  sem_post(&q->free);
  return item;
}

static void *stage(void *argument) {
  long number = (long)argument;
  long item;
  do {
    item = take(&queues[number]);
    put(&queues[number + 1], item < 0 ? item : item * 3 + number);
  } while (item >= 0);
  return NULL;
}

static void *source(void *argument) {
  (void)argument;
  for (long i = 0; i < ITEMS; i++) put(&queues[0], i);
  put(&queues[0], -1);
  return NULL;
}

int main(void) {
  for (int i = 0; i <= STAGES; i++) {
    CHECK_EQ(sem_init(&queues[i].free, 0, SLOTS), 0);
    CHECK_EQ(sem_init(&queues[i].filled, 0, 0), 0);
  }
  pthread_t threads[STAGES + 1];
  for (long i = 0; i < STAGES; i++) pthread_create(&threads[i], NULL, stage, (void *)i);
  pthread_create(&threads[STAGES], NULL, source, NULL);
  int right = 0;
  for (long i = 0; i < ITEMS; i++) {
    long expected = i;
    for (int s = 0; s < STAGES; s++) expected = expected * 3 + s;
    right += take(&queues[STAGES]) == expected;
  }
  CHECK_EQ(right, ITEMS);
  CHECK_EQ(take(&queues[STAGES]), -1);
  int joined = 0;
  for (int i = 0; i <= STAGES; i++) joined += pthread_join(threads[i], NULL) == 0;
  CHECK_EQ(joined, STAGES + 1);
  for (int i = 0; i <= STAGES; i++) {
    int value;
    CHECK_EQ(sem_getvalue(&queues[i].free, &value), 0);
    CHECK_EQ(value, SLOTS);
  }
  return check_end();
}
