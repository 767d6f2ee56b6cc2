/*
 * What a handler is told of who sent the signal, and how.
 *
 * Builds: static-pie
 */
#include "process.h"

static siginfo_t last;
static volatile int count;

static void handler(int number, siginfo_t *info, void *context) {
  (void)context;
  last = *info;
  count += info->si_signo == number;
}

int main(void) {
  handle_info(SIGUSR1, handler, 0);
  handle_info(SIGRTMIN + 3, handler, 0);
  CHECK_EQ(kill(getpid(), SIGUSR1), 0);
  CHECK_EQ(count, 1);
  CHECK_EQ(last.si_signo, SIGUSR1);
  CHECK_EQ(last.si_code, SI_USER);
  CHECK_EQ(last.si_errno, 0);
  CHECK(last.si_pid == getpid());
  CHECK(last.si_uid == getuid());

  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(last.si_code, SI_TKILL);
  CHECK(last.si_pid == getpid());
  CHECK_EQ(syscall(SYS_tkill, getpid(), SIGUSR1), 0);
  CHECK_EQ(last.si_code, SI_TKILL);

  union sigval value = {.sival_int = 4711};
  CHECK_EQ(sigqueue(getpid(), SIGUSR1, value), 0);
  CHECK_EQ(last.si_code, SI_QUEUE);
  CHECK_EQ(last.si_value.sival_int, 4711);
  CHECK(last.si_pid == getpid());
  value.sival_ptr = &value;
  CHECK_EQ(sigqueue(getpid(), SIGRTMIN + 3, value), 0);
  CHECK_EQ(last.si_signo, SIGRTMIN + 3);
  CHECK(last.si_value.sival_ptr == &value);
  CHECK_EQ(count, 5);

  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    value.sival_int = 12;
    _exit(sigqueue(parent, SIGUSR1, value));
  }
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(count, 6);
  CHECK(last.si_pid == child);
  CHECK_EQ(last.si_value.sival_int, 12);

  value.sival_int = 0;
  CHECK_EQ(sigqueue(getpid(), 0, value), 0); /* only looks whether it could */
  CHECK_EQ(count, 6);
  CHECK_ERRNO(sigqueue(getpid(), 65, value), EINVAL);
  CHECK_ERRNO(sigqueue(getpid(), -1, value), EINVAL);
  CHECK_ERRNO(sigqueue(0x7ffffff0, SIGUSR1, value), ESRCH);
  /* nobody may pass for the kernel or for another's kill */
  siginfo_t forged;
  memset(&forged, 0, sizeof forged);
  forged.si_code = SI_USER;
  child = fork();
  if (child == 0) {
    _exit(syscall(SYS_rt_sigqueueinfo, parent, SIGUSR1, &forged) == -1 && errno == EPERM ? 0 : 1);
  }
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(count, 6);
  return check_end();
}
