/* With SA_RESTART reading, writing and waiting go on; what waits for time or signals does not. */
#include "process.h"

#include <poll.h>

static volatile int handled;
static void handler(int number) {
  (void)number;
  handled++;
}

/* A child that sends 10 signals and then runs `body`. */
static pid_t after_signals(void (*body)(void)) {
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    for (int i = 0; i < 10; i++) {
      pause_ms(1);
      kill(parent, SIGUSR1);
    }
    body();
    _exit(9);
  }
  return child;
}

static int ends[2];
static void writes(void) {
  if (write(ends[1], "late", 4) != 4) _exit(1);
}
static void reads(void) {
  char bytes[65536];
  if (read(ends[0], bytes, sizeof bytes) <= 0) _exit(1);
  if (read(ends[0], bytes, sizeof bytes) <= 0) _exit(1);
}
static void nothing(void) {}

int main(void) {
  char bytes[16];
  handle(SIGUSR1, handler, SA_RESTART);
  CHECK_EQ(pipe(ends), 0);
  pid_t child = after_signals(writes);
  CHECK_EQ(read(ends[0], bytes, sizeof bytes), 4);
  CHECK_EQ(outcome(child), 9); /* waiting is restarted as well */
  CHECK(handled >= 1); /* on a busy machine several become one */

  child = after_signals(nothing);
  int status;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK_EQ(status, 9 << 8);
  child = after_signals(nothing);
  siginfo_t info;
  CHECK_EQ(waitid(P_PID, (id_t)child, &info, WEXITED), 0);
  CHECK(info.si_pid == child);

  static char large[100000];
  child = after_signals(reads);
  ssize_t written = write(ends[1], large, sizeof large);
  CHECK(written == 65536 || written == 100000); /* a part that was written is not taken back */
  if (written == 65536) {
    written = write(ends[1], large, sizeof large - 65536);
  }
  CHECK_EQ(outcome(child), 9);

  child = pester(SIGUSR1);
  struct timespec long_time = {100, 0};
  struct pollfd one = {.fd = -1};
  sigset_t none;
  sigemptyset(&none);
  CHECK_ERRNO(nanosleep(&long_time, NULL), EINTR);
  CHECK_ERRNO(pause(), EINTR);
  CHECK_ERRNO(poll(&one, 1, -1), EINTR);
  CHECK_ERRNO(sigsuspend(&none), EINTR);
  sigaddset(&none, SIGUSR2);
  CHECK_ERRNO(syscall(SYS_rt_sigtimedwait, &none, &info, &long_time, 8), EINTR);
  stop_pestering(child);
  return check_end();
}
