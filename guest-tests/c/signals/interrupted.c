/* Calls that wait are interrupted by a handler without SA_RESTART: EINTR. */
#include "process.h"

#include <poll.h>

static volatile int handled;
static void handler(int number) {
  (void)number;
  handled++;
}

int main(void) {
  int ends[2], status;
  char bytes[16];
  CHECK_EQ(pipe(ends), 0);
  handle(SIGUSR1, handler, 0);
  struct gate never = gate_new();
  pid_t waits = fork();
  if (waits == 0) {
    handle(SIGUSR1, SIG_IGN, 0);
    gate_wait(&never);
    _exit(0);
  }
  pid_t child = pester(SIGUSR1);
  CHECK_ERRNO(read(ends[0], bytes, sizeof bytes), EINTR);
  CHECK_ERRNO(pause(), EINTR);
  CHECK_ERRNO(waitpid(waits, &status, 0), EINTR);
  CHECK_ERRNO(wait4(-1, &status, 0, NULL), EINTR);
  siginfo_t info;
  CHECK_ERRNO(waitid(P_PID, (id_t)waits, &info, WEXITED), EINTR);
  struct pollfd one = {.fd = ends[0], .events = POLLIN};
  CHECK_ERRNO(poll(&one, 1, -1), EINTR);
  CHECK_ERRNO(poll(&one, 1, 100000), EINTR);
  struct timespec long_time = {100, 0}, left = {0, 0};
  CHECK_ERRNO(nanosleep(&long_time, &left), EINTR);
  CHECK(left.tv_sec >= 90 && left.tv_sec < 100);
  CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &long_time, &left), EINTR);
  CHECK(left.tv_sec >= 90 && left.tv_sec < 100);
  sigset_t none, usr2;
  sigemptyset(&none);
  CHECK_ERRNO(sigsuspend(&none), EINTR);
  sigemptyset(&usr2);
  sigaddset(&usr2, SIGUSR2);
  /* not by way of libc: musl's goes on waiting */
  CHECK_ERRNO(syscall(SYS_rt_sigtimedwait, &usr2, &info, &long_time, 8), EINTR);
  CHECK_ERRNO(syscall(SYS_rt_sigtimedwait, &usr2, NULL, NULL, 8), EINTR);
  CHECK(sleep(100) > 0);

  /* a write that has begun tells how far it came instead */
  static char large[100000];
  CHECK_EQ(write(ends[1], large, sizeof large), 65536);
  CHECK_ERRNO(write(ends[1], large, sizeof large), EINTR);
  stop_pestering(child);
  CHECK(handled >= 14);

  /* what is ignored interrupts nothing */
  handle(SIGUSR1, SIG_IGN, 0);
  child = pester(SIGUSR1);
  struct timespec short_time = {0, 30000000};
  CHECK_EQ(nanosleep(&short_time, NULL), 0);
  stop_pestering(child);
  gate_open(&never);
  CHECK_EQ(outcome(waits), 0);
  return check_end();
}
