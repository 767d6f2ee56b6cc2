/* Sleeping by nanosleep and clock_nanosleep: never too short, absolute or relative, and their refusals. */
#include "support.h"

static struct timespec at(int64_t nanos) { return (struct timespec){nanos / 1000000000, nanos % 1000000000}; }

int main(void) {
  static const long lengths[] = {0, 1, 1000, 1000000, 20000000};
  for (int i = 0; i < 5; i++) {
    struct timespec length = {0, lengths[i]}, left = {7, 7};
    int64_t start = nanoseconds(CLOCK_MONOTONIC);
    CHECK_EQ(nanosleep(&length, &left), 0);
    CHECK(nanoseconds(CLOCK_MONOTONIC) - start >= lengths[i]);
    CHECK_EQ(left.tv_sec * 10 + left.tv_nsec, 77); /* written only when a signal comes */
  }
  struct timespec wrong[] = {{0, 1000000000}, {0, -1}, {-1, 0}, {-1, 999999999}};
  for (int i = 0; i < 4; i++) {
    CHECK_ERRNO(nanosleep(&wrong[i], NULL), EINVAL);
    CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &wrong[i], NULL), EINVAL);
    CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wrong[i], NULL), EINVAL);
  }
  CHECK_ERRNO(syscall(SYS_nanosleep, 8, NULL), EFAULT);

  static const clockid_t clocks[] = {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME};
  for (int i = 0; i < 3; i++) {
    int64_t start = nanoseconds(clocks[i]);
    struct timespec length = {0, 5000000}, until = at(start + 15000000);
    CHECK_EQ(clock_nanosleep(clocks[i], 0, &length, NULL), 0);
    CHECK(nanoseconds(clocks[i]) >= start + 5000000);
    CHECK_EQ(clock_nanosleep(clocks[i], TIMER_ABSTIME, &until, NULL), 0);
    CHECK(nanoseconds(clocks[i]) >= start + 15000000);
    /* The same moment again, and the beginning of time: at once. */
    CHECK_EQ(clock_nanosleep(clocks[i], TIMER_ABSTIME, &until, NULL), 0);
    until = at(0);
    CHECK_EQ(clock_nanosleep(clocks[i], TIMER_ABSTIME, &until, NULL), 0);
  }
  struct timespec none = {0, 0};
  CHECK_EQ(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &none, NULL), EINVAL);
  CHECK_EQ(clock_nanosleep(9999, 0, &none, NULL), EINVAL);
  CHECK_EQ(usleep(2000), 0);
  CHECK_EQ(sleep(0), 0);
  return check_end();
}
