/* Threads that wait for futexes and note what came of it. */
#ifndef FW_WAITERS_H
#define FW_WAITERS_H

#include <pthread.h>

#include "futex.h"

struct waiter {
  pthread_t thread;
  const volatile unsigned *word;
  unsigned value, mask;
  int operation;
  const struct timespec *timeout;
  volatile long result;
  volatile int error;
  volatile int place; /* the how-manyeth it was that woke up, from 1 */
};

static int waiters_woken;

static inline void *waiter_body(void *argument) {
  struct waiter *w = argument;
  w->result = futex(w->word, w->operation, w->value, w->timeout, NULL, w->mask);
  w->error = w->result < 0 ? errno : 0;
  w->place = __atomic_add_fetch(&waiters_woken, 1, __ATOMIC_SEQ_CST);
  return NULL;
}

/* A thread that waits for `word` while it holds `value`; returns when it is started. */
static inline struct waiter *waiter_for(const volatile unsigned *word, unsigned value, int operation,
                                        unsigned mask, const struct timespec *timeout) {
  struct waiter *w = calloc(1, sizeof *w);
  w->word = word;
  w->value = value;
  w->operation = operation;
  w->mask = mask;
  w->timeout = timeout;
  if (pthread_create(&w->thread, NULL, waiter_body, w) != 0) _exit(1);
  return w;
}

/* Waits for its end; returns 0 when it was woken, its errno else. */
static inline int waiter_end(struct waiter *w) {
  pthread_join(w->thread, NULL);
  return w->error;
}

#endif
