/* FUTEX_WAIT sleeps only while the word holds the value; FUTEX_WAKE says how many it woke. */
#include "waiters.h"

static unsigned word = 7;

int main(void) {
  CHECK_ERRNO(futex_wait(&word, 8), EAGAIN);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT | FUTEX_PRIVATE, 0, NULL, NULL, 0), EAGAIN);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT_BITSET, 6, NULL, NULL, FUTEX_ANY), EAGAIN);
  CHECK_EQ(futex_wake(&word, 1), 0);
  CHECK_EQ(futex_wake(&word, INT_MAX), 0);

  struct waiter *w = waiter_for(&word, 7, FUTEX_WAIT, 0, NULL);
  until_waiting(&word, 7, 1);
  CHECK_EQ(futex_wake(&word, 1), 1);
  CHECK_EQ(waiter_end(w), 0);
  CHECK_EQ(w->result, 0);
  CHECK_EQ(futex_wake(&word, 1), 0);

  /* A store alone wakes nobody; a wake without a store wakes too. */
  w = waiter_for(&word, 7, FUTEX_WAIT, 0, NULL);
  until_waiting(&word, 7, 1);
  word = 9;
  until_waiting(&word, 9, 1);
  CHECK_EQ(w->place, 0);
  CHECK_EQ(futex_wake(&word, 5), 1);
  CHECK_EQ(waiter_end(w), 0);
  CHECK_EQ(w->place, 2);

  /* Words side by side are futexes of their own. */
  unsigned pair[2] = {1, 1};
  struct waiter *first = waiter_for(&pair[0], 1, FUTEX_WAIT, 0, NULL);
  struct waiter *second = waiter_for(&pair[1], 1, FUTEX_WAIT, 0, NULL);
  until_waiting(&pair[0], 1, 1);
  until_waiting(&pair[1], 1, 1);
  CHECK_EQ(futex_wake(&pair[1], INT_MAX), 1);
  CHECK_EQ(waiter_end(second), 0);
  CHECK_EQ(first->place, 0);
  CHECK_EQ(futex_wake(&pair[0], INT_MAX), 1);
  CHECK_EQ(waiter_end(first), 0);

  /* The value is 32 bits wide, all of them. */
  unsigned full = 0xfffffffe;
  CHECK_ERRNO(futex_wait(&full, 0x7ffffffe), EAGAIN);
  w = waiter_for(&full, 0xfffffffe, FUTEX_WAIT | FUTEX_PRIVATE, 0, NULL);
  until_waiting(&full, 0xfffffffe, 0); /* the others ask for shared ones */
  while (futex(&full, FUTEX_WAKE | FUTEX_PRIVATE, 1, NULL, NULL, 0) == 0) pause_briefly();
  CHECK_EQ(waiter_end(w), 0);

  /* The store and the wake race with the wait: no waiter is left asleep. */
  static unsigned ball;
  struct timespec long_time = {60, 0};
  for (int i = 0; i < 200; i++) {
    ball = 0;
    w = waiter_for(&ball, 0, FUTEX_WAIT, 0, &long_time);
    __atomic_store_n(&ball, 1, __ATOMIC_SEQ_CST);
    futex_wake(&ball, 1);
    int error = waiter_end(w); /* woken, or too late to sleep */
    if (error != 0 && error != EAGAIN) return 1;
  }
  return check_end();
}
