/* What a child has of its parent's signals: actions and mask, but nothing that is pending. */
#include "process.h"

static volatile int handled;
static void handler(int number) { handled += number == SIGUSR1; }

static volatile pid_t forked;
static void forks(int number) {
  handled += number == SIGHUP;
  forked = fork();
}

int main(void) {
  sigset_t set, now;
  handle(SIGUSR1, handler, SA_RESTART);
  handle(SIGUSR2, SIG_IGN, 0);
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGTERM);
  CHECK_EQ(sigprocmask(SIG_BLOCK, &set, NULL), 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(raise(SIGTERM), 0);
  pid_t child = fork();
  if (child == 0) {
    CHECK_EQ(sigpending(&now), 0);
    CHECK_EQ(sigismember(&now, SIGUSR1), 0);
    CHECK_EQ(sigismember(&now, SIGTERM), 0);
    CHECK_EQ(sigprocmask(SIG_BLOCK, NULL, &now), 0);
    CHECK_EQ(sigismember(&now, SIGUSR1), 1);
    CHECK_EQ(sigismember(&now, SIGTERM), 1);
    struct sigaction action;
    CHECK_EQ(sigaction(SIGUSR1, NULL, &action), 0);
    CHECK(action.sa_handler == handler);
    CHECK_EQ(sigaction(SIGUSR2, NULL, &action), 0);
    CHECK(action.sa_handler == SIG_IGN);
    CHECK_EQ(sigprocmask(SIG_UNBLOCK, &set, NULL), 0);
    CHECK_EQ(handled, 0);
    CHECK_EQ(raise(SIGUSR1), 0);
    CHECK_EQ(handled, 1);
    /* what it changes is its own */
    handle(SIGUSR1, SIG_DFL, 0);
    _exit(8);
  }
  CHECK_EQ(outcome(child), 8);
  CHECK_EQ(handled, 0);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, SIGTERM);
  siginfo_t info;
  CHECK_EQ(sigwaitinfo(&only, &info), SIGTERM);
  CHECK_EQ(sigprocmask(SIG_UNBLOCK, &set, NULL), 0);
  CHECK_EQ(handled, 1);

  /* a fork inside a handler: both return from it */
  handled = 0;
  handle(SIGHUP, forks, 0);
  int raised = raise(SIGHUP);
  if (forked == 0) _exit(handled * 10 + raised);
  CHECK_EQ(outcome(forked), 10);
  CHECK_EQ(handled, 1);
  CHECK_EQ(sigprocmask(SIG_BLOCK, NULL, &now), 0);
  CHECK_EQ(sigismember(&now, SIGHUP), 0);
  return check_end();
}
