/* Which signals wait while a handler runs: its own, those of its mask, no others. */
#include "process.h"

static volatile char order[64];
static volatile int at;
static void note(char what) { order[at++] = what; }

static void inner(int number) {
  note(number == SIGUSR2 ? 'b' : number == SIGHUP ? 'c' : 'd');
}

static void outer(int number) {
  note('A');
  raise(SIGUSR2); /* at once */
  raise(SIGHUP);  /* in sa_mask: after the end */
  raise(number);  /* itself: after the end */
  sigset_t mask;
  sigprocmask(SIG_SETMASK, NULL, &mask);
  note(sigismember(&mask, number) ? 'm' : '-');
  note(sigismember(&mask, SIGHUP) ? 'm' : '-');
  note(sigismember(&mask, SIGUSR2) ? 'm' : '-');
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = inner;
  sigaction(number, &action, NULL);
  note('Z');
}

int main(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = inner;
  CHECK_EQ(sigaction(SIGUSR2, &action, NULL), 0);
  CHECK_EQ(sigaction(SIGHUP, &action, NULL), 0);
  action.sa_handler = outer;
  sigaddset(&action.sa_mask, SIGHUP);
  CHECK_EQ(sigaction(SIGUSR1, &action, NULL), 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  /* SIGHUP is 1 and SIGUSR1 is 10: the frame of the first taken lies below, so that it runs last */
  CHECK_EQ(at, 8);
  CHECK_STR((char *)order, "Abmm-Zdc");
  sigset_t mask;
  CHECK_EQ(sigprocmask(SIG_SETMASK, NULL, &mask), 0);
  int blocked = 0;
  for (int number = 1; number <= 31; number++) blocked += sigismember(&mask, number);
  CHECK_EQ(blocked, 0);
  return check_end();
}
