/* A signal ends a sleep with EINTR and tells what is left; a stop or an ignored one does not. */
#include "support.h"

#include <sys/time.h>

static volatile int handled;

static void note(int number) {
  (void)number;
  handled++;
}

/* Again and again, so that a signal comes during the sleep however late the sleep begins. */
static void alarm_in(long microseconds) {
  struct itimerval often = {{0, 20000}, {0, microseconds}};
  setitimer(ITIMER_REAL, &often, NULL);
}

static void alarm_off(void) {
  struct itimerval off = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &off, NULL);
}

int main(void) {
  handle(SIGALRM, note, 0);
  struct timespec hour = {3600, 0}, left = {0, 0};
  int64_t start = nanoseconds(CLOCK_MONOTONIC);
  alarm_in(10000);
  CHECK_ERRNO(nanosleep(&hour, &left), EINTR);
  alarm_off();
  CHECK(handled >= 1);
  CHECK(nanoseconds(CLOCK_MONOTONIC) - start >= 10000000);
  CHECK(left.tv_sec >= 3500 && left.tv_sec < 3600);
  CHECK(left.tv_nsec >= 0 && left.tv_nsec < 1000000000);

  /* SA_RESTART does not restart a sleep. */
  handle(SIGALRM, note, SA_RESTART);
  alarm_in(5000);
  CHECK_ERRNO(nanosleep(&hour, NULL), EINTR);
  left.tv_sec = 0;
  CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &hour, &left), EINTR);
  CHECK(left.tv_sec >= 3500 && left.tv_sec < 3600);
  /* An absolute one tells nothing: the moment is still the same. */
  int64_t far = nanoseconds(CLOCK_MONOTONIC) + 3600000000000;
  struct timespec until = {far / 1000000000, far % 1000000000};
  left = (struct timespec){5, 5};
  CHECK_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, &left), EINTR);
  CHECK_EQ(left.tv_sec * 10 + left.tv_nsec, 55);
  alarm_off();
  CHECK(handled >= 4);

  /* What is left is what is slept next: the sum is the whole. */
  struct timespec rest = {0, 40000000};
  start = nanoseconds(CLOCK_MONOTONIC);
  int before = handled;
  alarm_in(5000);
  while (nanosleep(&rest, &rest) == -1 && errno == EINTR) {
  }
  alarm_off();
  CHECK(nanoseconds(CLOCK_MONOTONIC) - start >= 40000000);
  CHECK(handled > before);

  /* Ignored signals, and a stop with its continuation, do not end it. */
  handle(SIGUSR1, SIG_IGN, 0);
  int *shared = (int *)shared_anonymous(PAGE);
  pid_t child;
  int status;
  do {
    /* Once more where the host was so slow that the sleep was over before the stop. */
    *shared = 0;
    child = fork();
    if (child == 0) {
      struct timespec thirty = {0, 30000000};
      int64_t began = nanoseconds(CLOCK_MONOTONIC);
      __atomic_store_n(shared, 1, __ATOMIC_SEQ_CST);
      int result = nanosleep(&thirty, NULL);
      _exit(result == 0 && nanoseconds(CLOCK_MONOTONIC) - began >= 30000000 ? 0 : 1);
    }
    await(shared, 1);
    pause_ms(2);
    kill(child, SIGUSR1);
    kill(child, SIGSTOP);
    if (waitpid(child, &status, WUNTRACED) != child) return 1;
  } while (WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(WIFSTOPPED(status));
  CHECK_EQ(kill(child, SIGCONT), 0);
  CHECK_EQ(outcome(child), 0);

  /* sleep() returns the seconds that it did not sleep. */
  handle(SIGALRM, note, 0);
  alarm_in(5000);
  unsigned unslept = sleep(1000);
  CHECK(unslept >= 999 && unslept <= 1000);
  alarm_off();
  return check_end();
}
