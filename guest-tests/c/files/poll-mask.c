/* ppoll and pselect block other signals for as long as they wait, and no longer. */
#include "process.h"

#include <poll.h>
#include <sys/select.h>

static volatile int handled;
static sigset_t in_handler;

static void note(int number) {
  handled = number;
  sigprocmask(SIG_SETMASK, NULL, &in_handler);
}

/* What is blocked now: SIGUSR1 as 1, SIGUSR2 as 2. */
static int blocked(void) {
  sigset_t set;
  sigprocmask(SIG_SETMASK, NULL, &set);
  return sigismember(&set, SIGUSR1) | sigismember(&set, SIGUSR2) << 1;
}

static const struct timespec none = {0, 0}, second = {10, 0};

int main(void) {
  sigset_t empty, second_only;
  sigemptyset(&empty);
  sigemptyset(&second_only);
  sigaddset(&second_only, SIGUSR2);
  handle(SIGUSR1, note, 0);
  handle(SIGUSR2, note, 0);
  sigset_t both = second_only;
  sigaddset(&both, SIGUSR1);
  CHECK_EQ(sigprocmask(SIG_SETMASK, &both, NULL), 0);
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  struct pollfd reading = {ends[0], POLLIN, 0};
  struct pollfd writing = {ends[1], POLLOUT, 0};

  /* what waits blocked is let through, and its handler runs under the call's mask */
  CHECK_EQ(kill(getpid(), SIGUSR1), 0);
  CHECK_EQ(handled, 0);
  CHECK_ERRNO(ppoll(&reading, 1, &second, &second_only), EINTR);
  CHECK_EQ(handled, SIGUSR1);
  CHECK_EQ(sigismember(&in_handler, SIGUSR2), 1);
  CHECK_EQ(sigismember(&in_handler, SIGUSR1), 1);
  CHECK_EQ(blocked(), 3);

  /* even when there is no time */
  handled = 0;
  CHECK_EQ(kill(getpid(), SIGUSR1), 0);
  CHECK_ERRNO(ppoll(&reading, 1, &none, &empty), EINTR);
  CHECK_EQ(handled, SIGUSR1);
  CHECK_EQ(sigismember(&in_handler, SIGUSR2), 0);
  CHECK_EQ(blocked(), 3);

  /* but not when a file is ready */
  handled = 0;
  CHECK_EQ(kill(getpid(), SIGUSR1), 0);
  CHECK_EQ(ppoll(&writing, 1, &second, &empty), 1);
  CHECK_EQ(handled, 0);
  CHECK_EQ(blocked(), 3);

  /* nor when it stays blocked */
  CHECK_EQ(ppoll(&reading, 1, &none, NULL), 0);
  CHECK_EQ(ppoll(&reading, 1, &none, &both), 0);
  struct timespec little = {0, 1000000};
  CHECK_EQ(ppoll(&reading, 1, &little, &both), 0);
  CHECK_EQ(handled, 0);
  CHECK_EQ(blocked(), 3);

  /* pselect does the same */
  fd_set set;
  FD_ZERO(&set);
  FD_SET(ends[0], &set);
  CHECK_ERRNO(pselect(ends[0] + 1, &set, NULL, NULL, &second, &second_only), EINTR);
  CHECK_EQ(handled, SIGUSR1);
  CHECK_EQ(blocked(), 3);
  handled = 0;
  CHECK_EQ(kill(getpid(), SIGUSR2), 0);
  FD_ZERO(&set);
  FD_SET(ends[0], &set);
  CHECK_ERRNO(pselect(ends[0] + 1, &set, NULL, NULL, &none, &empty), EINTR);
  CHECK_EQ(handled, SIGUSR2);
  CHECK_EQ(blocked(), 3);
  handled = 0;
  CHECK_EQ(kill(getpid(), SIGUSR2), 0);
  FD_ZERO(&set);
  FD_SET(ends[1], &set);
  CHECK_EQ(pselect(ends[1] + 1, NULL, &set, NULL, &second, &empty), 1);
  CHECK_EQ(handled, 0);

  /* a signal that is ignored ends nothing */
  handle(SIGUSR2, SIG_IGN, 0);
  CHECK_EQ(kill(getpid(), SIGUSR2), 0);
  CHECK_EQ(ppoll(&reading, 1, &none, &empty), 0);
  CHECK_EQ(ppoll(&reading, 1, &little, &empty), 0);

  /* one that comes while the call waits */
  pid_t child = fork();
  if (child == 0) {
    pause_ms(20);
    kill(getppid(), SIGUSR1);
    _exit(0);
  }
  CHECK_ERRNO(ppoll(&reading, 1, &second, &second_only), EINTR);
  CHECK_EQ(handled, SIGUSR1);
  CHECK_EQ(outcome(child), 0);
  CHECK_ERRNO(syscall(SYS_ppoll, &reading, 1L, &none, &empty, 4L), EINVAL);
  CHECK_ERRNO(syscall(SYS_ppoll, &reading, 1L, &none, 8L, 8L), EFAULT);
  CHECK_EQ(blocked(), 3);
  return check_end();
}
