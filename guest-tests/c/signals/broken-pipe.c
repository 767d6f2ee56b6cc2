/* SIGPIPE: by default the end, with a handler EPIPE as well, from write as from writev. */
#include "process.h"

#include <sys/uio.h>

static volatile int signals;
static siginfo_t last;
static void handler(int number, siginfo_t *info, void *context) {
  (void)context;
  last = *info;
  signals += number == SIGPIPE;
}

static int ends[2];
static void writes(void) {
  ssize_t unused = write(ends[1], "x", 1);
  _exit(unused == 1);
}
static void prints(void) {
  dup2(ends[1], 1);
  printf("nobody reads this\n");
  exit(fflush(stdout) == EOF || ferror(stdout) ? 70 : 71);
}
static void prints_without_signals(void) {
  handle(SIGPIPE, SIG_IGN, 0);
  prints();
}

int main(void) {
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(close(ends[0]), 0);
  CHECK_EQ(in_child(writes), KILLED_BY(SIGPIPE));
  CHECK_EQ(in_child(prints), KILLED_BY(SIGPIPE));
  CHECK_EQ(in_child(prints_without_signals), 70);
  handle_info(SIGPIPE, handler, SA_RESTART);
  CHECK_ERRNO(write(ends[1], "x", 1), EPIPE);
  CHECK_EQ(signals, 1);
  CHECK_EQ(last.si_signo, SIGPIPE);
  struct iovec part = {"abc", 3};
  CHECK_ERRNO(writev(ends[1], &part, 1), EPIPE);
  CHECK_EQ(signals, 2);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  CHECK_EQ(sigprocmask(SIG_BLOCK, &set, NULL), 0);
  CHECK_ERRNO(write(ends[1], "x", 1), EPIPE);
  CHECK_EQ(signals, 2);
  CHECK_EQ(sigprocmask(SIG_UNBLOCK, &set, NULL), 0);
  CHECK_EQ(signals, 3);

  /* a reader that goes away while a writer waits */
  CHECK_EQ(pipe(ends), 0);
  pid_t child = fork();
  if (child == 0) {
    handle(SIGPIPE, SIG_DFL, 0);
    close(ends[0]);
    static char large[200000];
    _exit(write(ends[1], large, sizeof large) > 0);
  }
  char byte;
  CHECK_EQ(read(ends[0], &byte, 1), 1);
  CHECK_EQ(close(ends[0]), 0);
  int ended = outcome(child);
  CHECK(ended == KILLED_BY(SIGPIPE) || ended == 1);
  return check_end();
}
