/* sigprocmask in its three ways; what is blocked waits, KILL and STOP never are. */
#include "process.h"

static volatile int usr1, usr2;
static void handler(int number) {
  if (number == SIGUSR1) usr1++;
  if (number == SIGUSR2) usr2++;
}

int main(void) {
  sigset_t set, old;
  handle(SIGUSR1, handler, 0);
  handle(SIGUSR2, handler, 0);
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  CHECK_EQ(sigprocmask(SIG_BLOCK, &set, &old), 0);
  CHECK_EQ(sigismember(&old, SIGUSR1), 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(raise(SIGUSR2), 0);
  CHECK_EQ(usr1, 0);
  CHECK_EQ(usr2, 1);
  CHECK_EQ(sigpending(&old), 0);
  CHECK_EQ(sigismember(&old, SIGUSR1), 1);
  CHECK_EQ(sigismember(&old, SIGUSR2), 0);
  CHECK_EQ(sigprocmask(SIG_UNBLOCK, &set, &old), 0);
  CHECK_EQ(usr1, 1); /* twice sent, once kept */
  CHECK_EQ(sigismember(&old, SIGUSR1), 1);
  CHECK_EQ(sigpending(&old), 0);
  CHECK_EQ(sigismember(&old, SIGUSR1), 0);

  sigfillset(&set);
  CHECK_EQ(sigprocmask(SIG_SETMASK, &set, NULL), 0);
  CHECK_EQ(sigprocmask(SIG_BLOCK, NULL, &old), 0);
  CHECK_EQ(sigismember(&old, SIGKILL), 0);
  CHECK_EQ(sigismember(&old, SIGSTOP), 0);
  CHECK_EQ(sigismember(&old, SIGSEGV), 1);
  CHECK_EQ(sigismember(&old, SIGRTMAX), 1);
  unsigned long raw = 0, all = ~0UL;
  CHECK_EQ(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, 8), 0);
  CHECK_EQ(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &raw, 8), 0);
  CHECK(raw == ~((1UL << (SIGKILL - 1)) | (1UL << (SIGSTOP - 1))));
  CHECK_ERRNO(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, NULL, 4), EINVAL);
  CHECK_ERRNO(syscall(SYS_rt_sigprocmask, 7, &all, NULL, 8), EINVAL);
  CHECK_EQ(syscall(SYS_rt_sigprocmask, 7, NULL, &raw, 8), 0); /* nothing to do: how does not matter */
  CHECK_ERRNO(syscall(SYS_rt_sigpending, &raw, 16), EINVAL);
  pid_t child = fork();
  if (child == 0) {
    for (;;) pause_ms(1000);
  }
  CHECK_EQ(kill(child, SIGKILL), 0);
  CHECK_EQ(outcome(child), KILLED_BY(SIGKILL));

  /* changed inside a handler it holds until the handler's end only */
  sigemptyset(&set);
  CHECK_EQ(sigprocmask(SIG_SETMASK, &set, NULL), 0);
  CHECK_EQ(sigprocmask(SIG_SETMASK, NULL, &old), 0);
  CHECK_EQ(sigismember(&old, SIGTERM), 0);

  /* an ignored signal does not become pending, unless it is blocked while it comes */
  sigaddset(&set, SIGUSR1);
  CHECK_EQ(sigprocmask(SIG_SETMASK, &set, NULL), 0);
  handle(SIGUSR1, SIG_IGN, 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  handle(SIGUSR1, handler, 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  handle(SIGUSR1, SIG_IGN, 0); /* ignoring drops what waits */
  CHECK_EQ(sigpending(&old), 0);
  CHECK_EQ(sigismember(&old, SIGUSR1), 0);
  usr1 = 0;
  handle(SIGUSR1, handler, 0);
  sigemptyset(&set);
  CHECK_EQ(sigprocmask(SIG_SETMASK, &set, NULL), 0);
  CHECK_EQ(usr1, 0);
  return check_end();
}
