/* Clocks never go back, agree with each other, and advance while a program runs or sleeps. */
#include "support.h"

#include <sys/time.h>

static int never_back(clockid_t clock) {
  int64_t last = nanoseconds(clock);
  for (int i = 0; i < 1000; i++) {
    int64_t now = nanoseconds(clock);
    if (now < last) return 0;
    last = now;
  }
  return 1;
}

int main(void) {
  CHECK(never_back(CLOCK_MONOTONIC));
  CHECK(never_back(CLOCK_MONOTONIC_RAW));
  CHECK(never_back(CLOCK_MONOTONIC_COARSE));
  CHECK(never_back(CLOCK_BOOTTIME));
  CHECK(never_back(CLOCK_PROCESS_CPUTIME_ID));
  CHECK(never_back(CLOCK_THREAD_CPUTIME_ID));

  static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE,
                                     CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME};
  for (unsigned i = 0; i < sizeof clocks / sizeof *clocks; i++) {
    struct timespec now = {-1, -1}, resolution = {-1, -1};
    CHECK_EQ(clock_gettime(clocks[i], &now), 0);
    CHECK(now.tv_sec >= 0 && now.tv_nsec >= 0 && now.tv_nsec < 1000000000);
    CHECK_EQ(clock_getres(clocks[i], &resolution), 0);
    CHECK(resolution.tv_sec == 0 && resolution.tv_nsec >= 1 && resolution.tv_nsec <= 10000000);
  }
  CHECK_EQ(clock_getres(CLOCK_MONOTONIC, NULL), 0);
  struct timespec fine;
  CHECK_EQ(clock_getres(CLOCK_MONOTONIC, &fine), 0);
  CHECK_EQ(fine.tv_nsec, 1);

  /* A sleep is seen by all of the wall clocks, not by the CPU's. */
  int64_t real = nanoseconds(CLOCK_REALTIME), monotonic = nanoseconds(CLOCK_MONOTONIC);
  int64_t boot = nanoseconds(CLOCK_BOOTTIME);
  pause_ms(20);
  CHECK(nanoseconds(CLOCK_MONOTONIC) - monotonic >= 20000000);
  CHECK(nanoseconds(CLOCK_BOOTTIME) - boot >= 20000000);
  CHECK(nanoseconds(CLOCK_REALTIME) - real >= 19000000);

  /* time, gettimeofday and CLOCK_REALTIME tell the same. */
  struct timespec before, after;
  struct timeval day;
  clock_gettime(CLOCK_REALTIME, &before);
  CHECK_EQ(gettimeofday(&day, NULL), 0);
  clock_gettime(CLOCK_REALTIME, &after);
  CHECK(day.tv_usec >= 0 && day.tv_usec < 1000000);
  CHECK(day.tv_sec >= before.tv_sec && day.tv_sec <= after.tv_sec);
  time_t stored = 0, now = time(&stored);
  CHECK(now == stored && now >= before.tv_sec - 1);
  CHECK(now > 1500000000);

  /* A busy process uses CPU time. */
  int64_t used = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
  for (volatile int i = 0; i < 2000000; i++) {
  }
  CHECK(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) > used);
  CHECK(clock() != (clock_t)-1);

  struct timespec none;
  CHECK_ERRNO(clock_gettime(9999, &none), EINVAL);
  CHECK_ERRNO(clock_getres(9999, &none), EINVAL);
  CHECK_ERRNO(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, 8), EFAULT);
  CHECK_ERRNO(syscall(SYS_clock_gettime, 77, 8), EINVAL);
  return check_end();
}
