/* FUTEX_WAKE_BITSET wakes the waiters whose mask shares a bit with its own. */
#include "waiters.h"

static unsigned word = 3;

int main(void) {
  CHECK_ERRNO(futex(&word, FUTEX_WAIT_BITSET, 3, NULL, NULL, 0), EINVAL);
  CHECK_ERRNO(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0), EINVAL);
  CHECK_EQ(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 1), 0);

  struct waiter *w[4];
  static const unsigned masks[] = {1, 2, 6, 0x80000000};
  for (int i = 0; i < 4; i++) {
    w[i] = waiter_for(&word, 3, FUTEX_WAIT_BITSET, masks[i], NULL);
    until_waiting(&word, 3, i + 1);
  }
  CHECK_EQ(futex(&word, FUTEX_WAKE_BITSET, INT_MAX, NULL, NULL, 8), 0);
  until_waiting(&word, 3, 4);
  CHECK_EQ(futex(&word, FUTEX_WAKE_BITSET, INT_MAX, NULL, NULL, 0x80000008), 1);
  CHECK_EQ(waiter_end(w[3]), 0);
  CHECK_EQ(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 2), 1); /* two would do, one is asked for */
  CHECK_EQ(waiter_end(w[1]), 0);
  until_waiting(&word, 3, 2);
  CHECK_EQ(w[0]->place, 0);
  CHECK_EQ(w[2]->place, 0);
  CHECK_EQ(futex(&word, FUTEX_WAKE_BITSET, INT_MAX, NULL, NULL, 4), 1);
  CHECK_EQ(waiter_end(w[2]), 0);
  /* FUTEX_WAKE is for every mask, FUTEX_WAIT has every bit. */
  CHECK_EQ(futex_wake(&word, INT_MAX), 1);
  CHECK_EQ(waiter_end(w[0]), 0);
  w[0] = waiter_for(&word, 3, FUTEX_WAIT, 0, NULL);
  until_waiting(&word, 3, 1);
  CHECK_EQ(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0x100), 1);
  CHECK_EQ(waiter_end(w[0]), 0);

  /* The mask goes along when a waiter is moved. */
  static unsigned other;
  w[0] = waiter_for(&word, 3, FUTEX_WAIT_BITSET, 0x10, NULL);
  until_waiting(&word, 3, 1);
  CHECK_EQ(futex_requeue(&word, FUTEX_REQUEUE, 0, 1, &other, 0), 1);
  CHECK_EQ(futex(&other, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0x20), 0);
  CHECK_EQ(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0x10), 0);
  CHECK_EQ(futex(&other, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0x30), 1);
  CHECK_EQ(waiter_end(w[0]), 0);
  return check_end();
}
