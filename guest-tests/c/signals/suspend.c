/* sigsuspend waits with another mask and puts the old one back. */
#include "process.h"

static volatile int usr1, usr2;
static void handler(int number) {
  if (number == SIGUSR1) usr1++;
  if (number == SIGUSR2) usr2++;
}

int main(void) {
  sigset_t both, only_two, now;
  handle(SIGUSR1, handler, SA_RESTART);
  handle(SIGUSR2, handler, SA_RESTART);
  sigemptyset(&both);
  sigaddset(&both, SIGUSR1);
  sigaddset(&both, SIGUSR2);
  CHECK_EQ(sigprocmask(SIG_BLOCK, &both, NULL), 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(raise(SIGUSR2), 0);
  CHECK_EQ(usr1 + usr2, 0);
  sigemptyset(&only_two);
  sigaddset(&only_two, SIGUSR2);
  CHECK_ERRNO(sigsuspend(&only_two), EINTR); /* SIGUSR1 was waiting: at once */
  CHECK_EQ(usr1, 1);
  CHECK_EQ(usr2, 0);
  CHECK_EQ(sigprocmask(SIG_BLOCK, NULL, &now), 0);
  CHECK_EQ(sigismember(&now, SIGUSR1), 1);
  CHECK_EQ(sigismember(&now, SIGUSR2), 1);
  CHECK_EQ(sigpending(&now), 0);
  CHECK_EQ(sigismember(&now, SIGUSR2), 1);

  sigset_t none;
  sigemptyset(&none);
  CHECK_ERRNO(sigsuspend(&none), EINTR);
  CHECK_EQ(usr2, 1);

  /* nothing is lost between looking and waiting: a hundred signals, each answered */
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    for (int i = 0; i < 100; i++) {
      kill(parent, SIGUSR1);
      while (usr2 < i + 2) sigsuspend(&none);
    }
    _exit(usr2 - 1);
  }
  for (int i = 0; i < 100; i++) {
    while (usr1 < i + 2) sigsuspend(&none);
    kill(child, SIGUSR2);
  }
  CHECK_EQ(outcome(child), 100);
  CHECK_EQ(usr1, 101);
  unsigned long raw = 0;
  CHECK_ERRNO(syscall(SYS_rt_sigsuspend, &raw, 4), EINVAL);
  CHECK_ERRNO(syscall(SYS_rt_sigsuspend, 8, 8), EFAULT);
  return check_end();
}
