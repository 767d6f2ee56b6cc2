/* FUTEX_WAKE wakes as many as it is told, the longest waiting first. */
#include "waiters.h"

enum { WAITERS = 8 };

static unsigned word = 1;
static struct waiter *all[WAITERS];

static void start(int operation) {
  waiters_woken = 0;
  for (int i = 0; i < WAITERS; i++) {
    all[i] = waiter_for(&word, 1, operation, FUTEX_ANY, NULL);
    until_waiting(&word, 1, i + 1); /* in this order */
  }
}

/* The waiters that have come back, once `count` have; a bit for each. */
static int back(int count) {
  await(&waiters_woken, count);
  int bits = 0;
  for (int i = 0; i < WAITERS; i++) bits |= (all[i]->place != 0) << i;
  return bits;
}

int main(void) {
  start(FUTEX_WAIT);
  CHECK_EQ(futex_wake(&word, 1), 1);
  CHECK_EQ(back(1), 0x01);
  CHECK_EQ(futex_wake(&word, 2), 2);
  CHECK_EQ(back(3), 0x07);
  until_waiting(&word, 1, 5);
  CHECK_EQ(futex_wake(&word, 3), 3);
  CHECK_EQ(back(6), 0x3f);
  CHECK_EQ(futex_wake(&word, INT_MAX), 2);
  CHECK_EQ(back(8), 0xff);
  CHECK_EQ(futex_wake(&word, INT_MAX), 0);
  int woken = 0;
  for (int i = 0; i < WAITERS; i++) woken += waiter_end(all[i]) == 0;
  CHECK_EQ(woken, WAITERS);

  start(FUTEX_WAIT_BITSET);
  CHECK_EQ(futex_wake(&word, WAITERS), WAITERS);
  CHECK_EQ(back(8), 0xff);
  for (int i = 0; i < WAITERS; i++) woken += waiter_end(all[i]) == 0;
  CHECK_EQ(woken, 2 * WAITERS);

  start(FUTEX_WAIT);
  CHECK_EQ(futex_wake(&word, 1000), WAITERS);
  for (int i = 0; i < WAITERS; i++) woken += waiter_end(all[i]) == 0;
  CHECK_EQ(woken, 3 * WAITERS);
  return check_end();
}
