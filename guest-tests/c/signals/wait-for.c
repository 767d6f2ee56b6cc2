/* sigwaitinfo, sigtimedwait and sigwait take signals without a handler. */
#include "process.h"

int main(void) {
  sigset_t set, pending;
  siginfo_t info;
  struct timespec none = {0, 0}, some = {0, 20000000};
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGRTMIN + 2);
  CHECK_EQ(sigprocmask(SIG_BLOCK, &set, NULL), 0);
  CHECK_ERRNO(sigtimedwait(&set, &info, &none), EAGAIN);
  CHECK_ERRNO(sigtimedwait(&set, &info, &some), EAGAIN);
  struct timespec negative = {0, -1}, too_large = {0, 1000000000};
  CHECK_ERRNO(sigtimedwait(&set, &info, &negative), EINVAL);
  CHECK_ERRNO(sigtimedwait(&set, &info, &too_large), EINVAL);

  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(sigwaitinfo(&set, &info), SIGUSR1);
  CHECK_EQ(info.si_signo, SIGUSR1);
  CHECK(info.si_code == SI_TKILL || info.si_code == SI_USER); /* glibc says the latter for both */
  CHECK_EQ(sigpending(&pending), 0);
  CHECK_EQ(sigismember(&pending, SIGUSR1), 0);
  union sigval value = {.sival_int = 77};
  CHECK_EQ(sigqueue(getpid(), SIGRTMIN + 2, value), 0);
  CHECK_EQ(sigtimedwait(&set, &info, &none), SIGRTMIN + 2);
  CHECK_EQ(info.si_code, SI_QUEUE);
  CHECK_EQ(info.si_value.sival_int, 77);
  CHECK_EQ(kill(getpid(), SIGUSR2), 0);
  int number = 0;
  CHECK_EQ(sigwait(&set, &number), 0);
  CHECK_EQ(number, SIGUSR2);

  /* several: the lowest number first */
  CHECK_EQ(sigqueue(getpid(), SIGRTMIN + 2, value), 0);
  CHECK_EQ(raise(SIGUSR2), 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(sigwaitinfo(&set, NULL), SIGUSR1);
  CHECK_EQ(sigwaitinfo(&set, NULL), SIGUSR2);
  CHECK_EQ(sigwaitinfo(&set, NULL), SIGRTMIN + 2);

  /* one that comes while it waits */
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    pause_ms(3);
    _exit(kill(parent, SIGUSR1));
  }
  CHECK_EQ(sigwaitinfo(&set, &info), SIGUSR1);
  CHECK(info.si_pid == child);
  CHECK_EQ(outcome(child), 0);

  /* SIGCHLD can be waited for too, though its default is to be ignored */
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  CHECK_EQ(sigprocmask(SIG_BLOCK, &set, NULL), 0);
  child = fork();
  if (child == 0) _exit(21);
  CHECK_EQ(sigwaitinfo(&set, &info), SIGCHLD);
  CHECK_EQ(info.si_code, CLD_EXITED);
  CHECK_EQ(info.si_status, 21);
  CHECK(info.si_pid == child);
  CHECK_EQ(outcome(child), 21);
  unsigned long raw = 0;
  CHECK_ERRNO(syscall(SYS_rt_sigtimedwait, &raw, NULL, NULL, 4), EINVAL);
  return check_end();
}
