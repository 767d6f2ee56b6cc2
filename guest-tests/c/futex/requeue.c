/* FUTEX_REQUEUE and FUTEX_CMP_REQUEUE wake some and make the others wait for another word. */
#include "waiters.h"

enum { WAITERS = 6 };

static unsigned from = 1, to = 5;
static struct waiter *all[WAITERS];

static void start(void) {
  waiters_woken = 0;
  for (int i = 0; i < WAITERS; i++) {
    all[i] = waiter_for(&from, 1, FUTEX_WAIT, 0, NULL);
    until_waiting(&from, 1, i + 1);
  }
}

static int end_all(void) {
  int woken = 0;
  for (int i = 0; i < WAITERS; i++) woken += waiter_end(all[i]) == 0;
  return woken;
}

int main(void) {
  CHECK_EQ(futex_requeue(&from, FUTEX_REQUEUE, 1, 1, &to, 0), 0);
  CHECK_EQ(futex_requeue(&from, FUTEX_CMP_REQUEUE, 1, 1, &to, 1), 0);
  CHECK_ERRNO(futex_requeue(&from, FUTEX_CMP_REQUEUE, 1, 1, &to, 2), EAGAIN);

  /* The first is woken, two are moved, three stay: CMP_REQUEUE counts all that it touched. */
  start();
  CHECK_ERRNO(futex_requeue(&from, FUTEX_CMP_REQUEUE, 1, 2, &to, 9), EAGAIN);
  until_waiting(&from, 1, 6);
  CHECK_EQ(futex_requeue(&from, FUTEX_CMP_REQUEUE, 1, 2, &to, 1), 3);
  CHECK_EQ(waiter_end(all[0]), 0);
  until_waiting(&from, 1, 3);
  until_waiting(&to, 5, 2);
  CHECK_EQ(futex_wake(&to, 1), 1);
  await(&waiters_woken, 2);
  CHECK(all[1]->place == 2);
  CHECK_EQ(futex_wake(&from, 1), 1);
  await(&waiters_woken, 3);
  CHECK(all[3]->place == 3);
  CHECK_EQ(futex_wake(&to, INT_MAX), 1);
  CHECK_EQ(futex_wake(&from, INT_MAX), 2);
  for (int i = 1; i < WAITERS; i++) CHECK_EQ(waiter_end(all[i]), 0);

  /* All are moved, nobody is woken; the value of the new word does not count. */
  start();
  CHECK_EQ(futex_requeue(&from, FUTEX_REQUEUE, 0, INT_MAX, &to, 0), 6);
  CHECK_EQ(futex_wake(&from, INT_MAX), 0);
  CHECK_EQ(futex_wake(&to, INT_MAX), 6);
  CHECK_EQ(end_all(), WAITERS);

  /* All are woken, none is left to be moved. */
  start();
  CHECK_EQ(futex_requeue(&from, FUTEX_CMP_REQUEUE, INT_MAX, INT_MAX, &to, 1), 6);
  CHECK_EQ(futex_wake(&to, INT_MAX), 0);
  CHECK_EQ(end_all(), WAITERS);

  /* A moved waiter keeps its time. */
  struct timespec ms20 = {0, 20000000};
  struct waiter *w;
  long moved;
  do {
    w = waiter_for(&from, 1, FUTEX_WAIT, 0, &ms20);
    while ((moved = futex_requeue(&from, FUTEX_REQUEUE, 0, 1, &to, 0)) == 0 && w->place == 0) pause_briefly();
    if (moved == 0) waiter_end(w);
  } while (moved == 0);
  CHECK_EQ(waiter_end(w), ETIMEDOUT);
  CHECK_EQ(futex_wake(&to, 1), 0);

  /* Refusals. */
  CHECK_ERRNO(futex_requeue(&from, FUTEX_REQUEUE, -1, 1, &to, 0), EINVAL);
  CHECK_ERRNO(futex_requeue(&from, FUTEX_CMP_REQUEUE, 1, 0xffffffffUL, &to, 1), EINVAL);
  CHECK_ERRNO(futex_requeue((char *)&from + 1, FUTEX_REQUEUE, 1, 1, &to, 0), EINVAL);
  CHECK_ERRNO(futex_requeue(&from, FUTEX_REQUEUE, 1, 1, (char *)&to + 2, 0), EINVAL);
  CHECK_ERRNO(futex_requeue(&from, FUTEX_REQUEUE, 1, 1, (void *)8, 0), EFAULT);
  CHECK_ERRNO(futex_requeue((void *)8, FUTEX_CMP_REQUEUE, 1, 1, &to, 0), EFAULT);
  return check_end();
}
