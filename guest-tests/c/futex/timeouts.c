/* Timeouts: relative for FUTEX_WAIT, absolute on either clock for FUTEX_WAIT_BITSET. */
#include "waiters.h"

static unsigned word = 1;

static struct timespec after(clockid_t clock, long milliseconds) {
  int64_t at = nanoseconds(clock) + milliseconds * 1000000;
  return (struct timespec){at / 1000000000, at % 1000000000};
}

int main(void) {
  struct timespec ms10 = {0, 10 * 1000 * 1000}, none = {0, 0};
  int64_t start = nanoseconds(CLOCK_MONOTONIC);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT, 1, &ms10, NULL, 0), ETIMEDOUT);
  CHECK(nanoseconds(CLOCK_MONOTONIC) - start >= 10 * 1000 * 1000);
  start = nanoseconds(CLOCK_MONOTONIC);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT | FUTEX_PRIVATE, 1, &ms10, NULL, 0), ETIMEDOUT);
  CHECK(nanoseconds(CLOCK_MONOTONIC) - start >= 10 * 1000 * 1000);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT, 1, &none, NULL, 0), ETIMEDOUT);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT, 2, &none, NULL, 0), EAGAIN);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT, 2, &ms10, NULL, 0), EAGAIN);

  struct timespec until = after(CLOCK_MONOTONIC, 10);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT_BITSET, 1, &until, NULL, FUTEX_ANY), ETIMEDOUT);
  CHECK(nanoseconds(CLOCK_MONOTONIC) >= until.tv_sec * 1000000000LL + until.tv_nsec);
  /* The same moment again is past by now; so is the beginning of time. */
  CHECK_ERRNO(futex(&word, FUTEX_WAIT_BITSET, 1, &until, NULL, FUTEX_ANY), ETIMEDOUT);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT_BITSET, 1, &none, NULL, 1), ETIMEDOUT);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT_BITSET, 2, &none, NULL, 1), EAGAIN);
  until = after(CLOCK_REALTIME, 10);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT_BITSET | FUTEX_REALTIME, 1, &until, NULL, 1), ETIMEDOUT);
  CHECK(nanoseconds(CLOCK_REALTIME) >= until.tv_sec * 1000000000LL + until.tv_nsec);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT_BITSET | FUTEX_REALTIME, 1, &none, NULL, 1), ETIMEDOUT);

  /* Times that are none. */
  struct timespec wrong[] = {{0, 1000000000}, {0, -1}, {-1, 0}};
  for (int i = 0; i < 3; i++) {
    CHECK_ERRNO(futex(&word, FUTEX_WAIT, 1, &wrong[i], NULL, 0), EINVAL);
    CHECK_ERRNO(futex(&word, FUTEX_WAIT_BITSET, 1, &wrong[i], NULL, 1), EINVAL);
  }
  CHECK_ERRNO(futex(&word, FUTEX_WAIT, 1, (void *)8, NULL, 0), EFAULT);
  CHECK_ERRNO(futex(&word, FUTEX_WAIT, 2, (void *)8, NULL, 0), EFAULT);

  /* Woken before the time is up. */
  struct timespec minute = {60, 0};
  struct waiter *w = waiter_for(&word, 1, FUTEX_WAIT, 0, &minute);
  until_waiting(&word, 1, 1);
  CHECK_EQ(futex_wake(&word, 1), 1);
  CHECK_EQ(waiter_end(w), 0);
  until = after(CLOCK_MONOTONIC, 60000);
  w = waiter_for(&word, 1, FUTEX_WAIT_BITSET, 4, &until);
  until_waiting(&word, 1, 1);
  CHECK_EQ(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 4), 1);
  CHECK_EQ(waiter_end(w), 0);

  /* Who has timed out is no waiter any more. */
  w = waiter_for(&word, 1, FUTEX_WAIT, 0, &ms10);
  CHECK_EQ(waiter_end(w), ETIMEDOUT);
  CHECK_EQ(futex_wake(&word, 1), 0);

  /* Three with different times all end. */
  struct timespec times[] = {{0, 45000000}, {0, 5000000}, {0, 25000000}};
  struct waiter *three[3];
  waiters_woken = 0;
  for (int i = 0; i < 3; i++) three[i] = waiter_for(&word, 1, FUTEX_WAIT, 0, &times[i]);
  for (int i = 0; i < 3; i++) CHECK_EQ(waiter_end(three[i]), ETIMEDOUT);
  CHECK_EQ(waiters_woken, 3);
  return check_end();
}
