/* Timers, alarms and times of day as libc's functions give them. */
#include "support.h"

static volatile int count;

static void note(int number) {
  (void)number;
  count++;
}

int main(void) {
  handle(SIGUSR2, note, 0);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
  timer_t timer;
  CHECK_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
  struct itimerspec twice = {{0, 3000000}, {0, 3000000}}, off = {{0, 0}, {0, 0}}, now;
  CHECK_EQ(timer_settime(timer, 0, &twice, NULL), 0);
  while (count < 2) pause_briefly();
  CHECK_EQ(timer_gettime(timer, &now), 0);
  CHECK_EQ(now.it_interval.tv_nsec, 3000000);
  CHECK(timer_getoverrun(timer) >= 0);
  CHECK_EQ(timer_settime(timer, 0, &off, NULL), 0);
  CHECK_EQ(timer_delete(timer), 0);

  /* Dates are computed, not asked for. */
  time_t moment = 1000000000;
  struct tm utc;
  CHECK(gmtime_r(&moment, &utc) == &utc);
  CHECK_EQ(utc.tm_year + 1900, 2001);
  CHECK_EQ(utc.tm_mon + 1, 9);
  CHECK_EQ(utc.tm_mday, 9);
  CHECK_EQ(utc.tm_hour, 1);
  CHECK_EQ(utc.tm_min, 46);
  CHECK_EQ(utc.tm_sec, 40);
  CHECK_EQ(utc.tm_wday, 0);
  CHECK_EQ(timegm(&utc), 1000000000);
  char text[64];
  CHECK_EQ(strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc), 19);
  CHECK_STR(text, "2001-09-09T01:46:40");
  return check_end();
}
