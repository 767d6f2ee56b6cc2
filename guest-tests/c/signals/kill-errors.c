/* kill, tkill and tgkill: whom they reach and what they refuse. */
#include "process.h"

static volatile int handled;
static void handler(int number) {
  (void)number;
  handled++;
}

static void to_its_group(void) {
  if (setpgid(0, 0) != 0) _exit(1);
  handled = 0;
  CHECK_EQ(kill(0, SIGUSR1), 0);
  CHECK_EQ(handled, 1);
  CHECK_EQ(kill(-getpid(), SIGUSR1), 0);
  CHECK_EQ(handled, 2);
}

int main(void) {
  handle(SIGUSR1, handler, 0);
  CHECK_EQ(kill(getpid(), 0), 0);
  CHECK_EQ(kill(getpid(), SIGUSR1), 0);
  CHECK_EQ(handled, 1);
  CHECK_ERRNO(kill(getpid(), -1), EINVAL);
  CHECK_ERRNO(kill(getpid(), 65), EINVAL);
  CHECK_ERRNO(kill(0x7ffffff0, 0), ESRCH);
  CHECK_ERRNO(kill(0x7ffffff0, SIGTERM), ESRCH);
  CHECK_ERRNO(kill(-0x7ffffff0, SIGTERM), ESRCH);
  pid_t me = getpid();
  CHECK_EQ(syscall(SYS_tkill, me, SIGUSR1), 0);
  CHECK_EQ(handled, 2);
  CHECK_EQ(syscall(SYS_tgkill, me, me, SIGUSR1), 0);
  CHECK_EQ(handled, 3);
  CHECK_EQ(syscall(SYS_tgkill, me, me, 0), 0);
  CHECK_ERRNO(syscall(SYS_tkill, 0, SIGUSR1), EINVAL);
  CHECK_ERRNO(syscall(SYS_tkill, -1, SIGUSR1), EINVAL);
  CHECK_ERRNO(syscall(SYS_tkill, me, 65), EINVAL);
  CHECK_ERRNO(syscall(SYS_tkill, 0x7ffffff0, SIGUSR1), ESRCH);
  CHECK_ERRNO(syscall(SYS_tgkill, 0, me, SIGUSR1), EINVAL);
  CHECK_ERRNO(syscall(SYS_tgkill, me, 0, SIGUSR1), EINVAL);
  CHECK_ERRNO(syscall(SYS_tgkill, me, -1, SIGUSR1), EINVAL);
  CHECK_ERRNO(syscall(SYS_tgkill, me, 0x7ffffff0, SIGUSR1), ESRCH);
  CHECK_ERRNO(syscall(SYS_tgkill, 0x7ffffff0, me, SIGUSR1), ESRCH); /* not of that group */
  CHECK_ERRNO(syscall(SYS_tgkill, getppid(), me, SIGUSR1), ESRCH);
  CHECK_EQ(handled, 3);
  CHECK_EQ(in_child(to_its_group), 0);

  /* a child that has ended but is not waited for takes signals in silence */
  pid_t child = fork();
  if (child == 0) _exit(3);
  siginfo_t info;
  CHECK_EQ(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
  CHECK_EQ(kill(child, SIGKILL), 0);
  CHECK_EQ(outcome(child), 3);
  CHECK_ERRNO(kill(child, SIGKILL), ESRCH);
  return check_end();
}
