/* alarm and setitimer send SIGALRM when their time has come, and tell what was left. */
#include "process.h"

#include <sys/time.h>

static volatile int rings;
static void handler(int number) { rings += number == SIGALRM; }

static void dies(void) {
  struct itimerval soon = {.it_value = {0, 2000}};
  setitimer(ITIMER_REAL, &soon, NULL);
  for (;;) pause();
}

int main(void) {
  handle(SIGALRM, handler, 0);
  CHECK_EQ(alarm(0), 0);
  CHECK_EQ(alarm(100), 0);
  CHECK_EQ(alarm(50), 100);
  CHECK_EQ(alarm(0), 50);
  CHECK_EQ(alarm(0), 0);
  CHECK_EQ(rings, 0);
  CHECK_EQ(alarm(1), 0);
  CHECK_ERRNO(pause(), EINTR);
  CHECK_EQ(rings, 1);

  struct itimerval now, every = {{0, 3000}, {0, 2000}}, none = {{0, 0}, {0, 0}};
  CHECK_EQ(setitimer(ITIMER_REAL, &every, NULL), 0);
  while (rings < 5) pause_ms(1);
  CHECK_EQ(getitimer(ITIMER_REAL, &now), 0);
  CHECK_EQ(now.it_interval.tv_usec, 3000);
  CHECK(now.it_value.tv_sec == 0 && now.it_value.tv_usec <= 4000);
  CHECK_EQ(setitimer(ITIMER_REAL, &none, &now), 0);
  CHECK_EQ(now.it_interval.tv_usec, 3000);
  int before = rings;
  pause_ms(10);
  CHECK_EQ(rings - before, 0);
  struct itimerval wrong = {{0, 0}, {0, 1000000}};
  CHECK_ERRNO(setitimer(ITIMER_REAL, &wrong, NULL), EINVAL);
  CHECK_ERRNO(syscall(SYS_setitimer, 7, &none, NULL), EINVAL);

  handle(SIGALRM, SIG_DFL, 0);
  CHECK_EQ(in_child(dies), KILLED_BY(SIGALRM));

  /* a child has none of its parent's; execve keeps it */
  handle(SIGALRM, handler, 0);
  CHECK_EQ(alarm(100), 0);
  pid_t child = fork();
  if (child == 0) _exit((int)alarm(0));
  CHECK_EQ(outcome(child), 0);
  CHECK(alarm(0) > 90);
  return check_end();
}
