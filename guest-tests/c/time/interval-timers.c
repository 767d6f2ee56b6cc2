/* Timers of setitimer and alarm: once and again, what is left, real and CPU time. */
#include "support.h"

#include <sys/time.h>

static volatile int alarms, virtuals, profs;

static void note(int number) {
  if (number == SIGALRM) alarms++;
  if (number == SIGVTALRM) virtuals++;
  if (number == SIGPROF) profs++;
}

static struct itimerval of(long first, long interval) {
  return (struct itimerval){{interval / 1000000, interval % 1000000}, {first / 1000000, first % 1000000}};
}

int main(void) {
  handle(SIGALRM, note, 0);
  handle(SIGVTALRM, note, 0);
  handle(SIGPROF, note, 0);
  struct itimerval now, old, set = of(5000, 0);
  CHECK_EQ(getitimer(ITIMER_REAL, &now), 0);
  CHECK_EQ(now.it_value.tv_sec + now.it_value.tv_usec + now.it_interval.tv_usec, 0);
  int64_t start = nanoseconds(CLOCK_MONOTONIC);
  CHECK_EQ(setitimer(ITIMER_REAL, &set, NULL), 0);
  while (alarms == 0) pause_briefly();
  CHECK(nanoseconds(CLOCK_MONOTONIC) - start >= 5000000);
  pause_ms(10);
  CHECK_EQ(alarms, 1);
  CHECK_EQ(getitimer(ITIMER_REAL, &now), 0);
  CHECK_EQ(now.it_value.tv_sec + now.it_value.tv_usec, 0);

  /* Again and again, until it is turned off. */
  set = of(4000, 4000);
  CHECK_EQ(setitimer(ITIMER_REAL, &set, NULL), 0);
  start = nanoseconds(CLOCK_MONOTONIC);
  while (alarms < 4) pause_briefly();
  CHECK(nanoseconds(CLOCK_MONOTONIC) - start >= 8000000);
  CHECK_EQ(getitimer(ITIMER_REAL, &now), 0);
  CHECK_EQ(now.it_interval.tv_usec, 4000);
  CHECK(now.it_value.tv_sec == 0 && now.it_value.tv_usec > 0 && now.it_value.tv_usec <= 4000);
  set = of(0, 5000);
  CHECK_EQ(setitimer(ITIMER_REAL, &set, &old), 0);
  CHECK_EQ(old.it_interval.tv_usec, 4000);
  int seen = alarms;
  pause_ms(10);
  CHECK_EQ(alarms - seen, 0);

  /* A long one: what is left of it, and what replaces it. */
  set = of(100 * 1000000L, 3000000);
  CHECK_EQ(setitimer(ITIMER_REAL, &set, NULL), 0);
  CHECK_EQ(getitimer(ITIMER_REAL, &now), 0);
  CHECK(now.it_value.tv_sec >= 90 && now.it_value.tv_sec <= 100);
  CHECK_EQ(now.it_interval.tv_sec, 3);
  unsigned left = alarm(50);
  CHECK(left >= 90 && left <= 100);
  CHECK_EQ(getitimer(ITIMER_REAL, &now), 0);
  CHECK_EQ(now.it_interval.tv_sec, 0);
  CHECK(now.it_value.tv_sec >= 40 && now.it_value.tv_sec <= 50);
  left = alarm(0);
  CHECK(left >= 40 && left <= 50);
  CHECK_EQ(alarm(0), 0);

  /* A child has none of its parent's. */
  set = of(100 * 1000000L, 0);
  CHECK_EQ(setitimer(ITIMER_REAL, &set, NULL), 0);
  pid_t child = fork();
  if (child == 0) _exit(alarm(0) == 0 ? 0 : 1);
  CHECK_EQ(outcome(child), 0);
  CHECK(alarm(0) > 90);

  /* CPU time: only running counts. */
  set = of(5000, 0);
  CHECK_EQ(setitimer(ITIMER_VIRTUAL, &set, NULL), 0);
  while (virtuals == 0) {
  }
  CHECK_EQ(virtuals, 1);
  CHECK_EQ(setitimer(ITIMER_PROF, &set, NULL), 0);
  while (profs == 0) {
  }
  CHECK_EQ(profs, 1);

  set = (struct itimerval){{0, 0}, {0, 1000000}};
  CHECK_ERRNO(setitimer(ITIMER_REAL, &set, NULL), EINVAL);
  set = (struct itimerval){{0, 0}, {-1, 0}};
  CHECK_ERRNO(setitimer(ITIMER_REAL, &set, NULL), EINVAL);
  set = (struct itimerval){{0, -1}, {0, 5}};
  CHECK_ERRNO(setitimer(ITIMER_REAL, &set, NULL), EINVAL);
  set = of(5000, 0);
  CHECK_ERRNO(syscall(SYS_setitimer, 3, &set, NULL), EINVAL);
  CHECK_ERRNO(syscall(SYS_getitimer, -1, &set), EINVAL);
  CHECK_ERRNO(syscall(SYS_setitimer, ITIMER_REAL, 8, NULL), EFAULT);

  /* Nobody handles it: the process dies of it. */
  child = fork();
  if (child == 0) {
    signal(SIGALRM, SIG_DFL);
    struct itimerval soon = of(3000, 0);
    setitimer(ITIMER_REAL, &soon, NULL);
    for (;;) pause();
  }
  CHECK_EQ(outcome(child), KILLED_BY(SIGALRM));
  return check_end();
}
