/* sigaction gives back what was set, and refuses what cannot be. */
#include "process.h"

static void handler(int number) { (void)number; }

/* As the kernel has it. */
struct raw_action {
  void *handler;
  unsigned long flags;
  void *restorer;
  unsigned long mask;
};

int main(void) {
  struct sigaction action, old;
  CHECK_EQ(sigaction(SIGUSR1, NULL, &old), 0);
  CHECK(old.sa_handler == SIG_DFL);
  CHECK_EQ(old.sa_flags & ~0x04000000, 0); /* SA_RESTORER is libc's business */
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | SA_NODEFER | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGUSR2);
  sigaddset(&action.sa_mask, 50);
  CHECK_EQ(sigaction(SIGUSR1, &action, &old), 0);
  CHECK_EQ(sigaction(SIGUSR1, NULL, &old), 0);
  CHECK(old.sa_handler == handler);
  CHECK_EQ(old.sa_flags & ~0x04000000, SA_RESTART | SA_NODEFER | SA_ONSTACK);
  CHECK_EQ(sigismember(&old.sa_mask, SIGUSR2), 1);
  CHECK_EQ(sigismember(&old.sa_mask, 50), 1);
  CHECK_EQ(sigismember(&old.sa_mask, SIGUSR1), 0);
  CHECK_EQ(sigismember(&old.sa_mask, SIGHUP), 0);
  CHECK(signal(SIGUSR1, SIG_IGN) == handler);
  CHECK(signal(SIGUSR1, SIG_DFL) == SIG_IGN);

  /* KILL and STOP can be in a mask, but they never are when it is read back */
  sigfillset(&action.sa_mask);
  CHECK_EQ(sigaction(SIGUSR1, &action, NULL), 0);
  CHECK_EQ(sigaction(SIGUSR1, NULL, &old), 0);
  CHECK_EQ(sigismember(&old.sa_mask, SIGKILL), 0);
  CHECK_EQ(sigismember(&old.sa_mask, SIGSTOP), 0);
  CHECK_EQ(sigismember(&old.sa_mask, SIGTERM), 1);

  CHECK_ERRNO(sigaction(SIGKILL, &action, NULL), EINVAL);
  CHECK_ERRNO(sigaction(SIGSTOP, &action, NULL), EINVAL);
  struct raw_action raw = {0};
  CHECK_ERRNO(syscall(SYS_rt_sigaction, SIGKILL, &raw, NULL, 8), EINVAL); /* the default too */
  CHECK_EQ(syscall(SYS_rt_sigaction, SIGKILL, NULL, &raw, 8), 0);         /* looking is allowed */
  CHECK_EQ(syscall(SYS_rt_sigaction, SIGSTOP, NULL, &raw, 8), 0);
  CHECK_ERRNO(syscall(SYS_rt_sigaction, 0, NULL, &raw, 8), EINVAL);
  CHECK_ERRNO(syscall(SYS_rt_sigaction, 65, NULL, &raw, 8), EINVAL);
  CHECK_ERRNO(syscall(SYS_rt_sigaction, -1, NULL, &raw, 8), EINVAL);
  CHECK_ERRNO(syscall(SYS_rt_sigaction, SIGUSR1, NULL, &raw, 4), EINVAL);
  CHECK_ERRNO(syscall(SYS_rt_sigaction, SIGUSR1, NULL, &raw, 16), EINVAL);
  int every = 0;
  for (int number = 1; number <= 64; number++) {
    every += syscall(SYS_rt_sigaction, number, NULL, &raw, 8) == 0;
  }
  CHECK_EQ(every, 64);
  return check_end();
}
