/* Timers of timer_create, by their numbers: signals with values, threads, none; overruns; refusals. */
#include "support.h"

#include <pthread.h>

typedef int kernel_timer;

static volatile int count, value, code, by_thread;
static __thread int identity;

static void note(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  value = info->si_value.sival_int;
  code = info->si_code;
  by_thread = identity;
  count++;
}

/* The kernel's calls: libc's timer_t need not be the kernel's number. */
static int create(clockid_t clock, struct sigevent *event, kernel_timer *timer) {
  return (int)syscall(SYS_timer_create, clock, event, timer);
}

static int set(kernel_timer timer, int flags, long first, long interval, struct itimerspec *old) {
  struct itimerspec times = {{interval / 1000000000, interval % 1000000000}, {first / 1000000000, first % 1000000000}};
  return (int)syscall(SYS_timer_settime, timer, flags, &times, old);
}

static int get(kernel_timer timer, struct itimerspec *now) {
  return (int)syscall(SYS_timer_gettime, timer, now);
}

static volatile int tid, stop;

static void *lives(void *argument) {
  identity = (int)(long)argument;
  tid = (int)syscall(SYS_gettid);
  while (!stop) pause_briefly();
  return NULL;
}

int main(void) {
  handle_info(SIGUSR1, note, 0);
  handle_info(SIGALRM, note, 0);
  kernel_timer timer, other;
  struct itimerspec now;
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  event.sigev_value.sival_int = 4711;
  CHECK_EQ(create(CLOCK_MONOTONIC, &event, &timer), 0);
  CHECK_EQ(get(timer, &now), 0);
  CHECK_EQ(now.it_value.tv_sec + now.it_value.tv_nsec, 0);
  CHECK_EQ(set(timer, 0, 5000000, 0, NULL), 0);
  await(&count, 1);
  CHECK_EQ(value, 4711);
  CHECK_EQ(code, SI_TIMER);
  CHECK_EQ(syscall(SYS_timer_getoverrun, timer), 0);
  /* Absolute: a moment to come, and one that is past. */
  CHECK_EQ(set(timer, TIMER_ABSTIME, nanoseconds(CLOCK_MONOTONIC) + 5000000, 0, NULL), 0);
  await(&count, 2);
  CHECK_EQ(set(timer, TIMER_ABSTIME, 1, 0, NULL), 0);
  await(&count, 3);
  /* Again and again; then off. */
  CHECK_EQ(set(timer, 0, 2000000, 3000000, NULL), 0);
  while (count < 6) pause_briefly();
  CHECK_EQ(get(timer, &now), 0);
  CHECK_EQ(now.it_interval.tv_nsec, 3000000);
  CHECK(now.it_value.tv_nsec > 0 && now.it_value.tv_nsec <= 3000000);
  CHECK_EQ(set(timer, 0, 0, 0, &now), 0);
  CHECK_EQ(now.it_interval.tv_nsec, 3000000);
  CHECK_EQ(get(timer, &now), 0);
  CHECK_EQ(now.it_value.tv_nsec, 0);

  /* While its signal is blocked it runs on, and counts what was missed. */
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  CHECK_EQ(set(timer, 0, 1000000, 1000000, NULL), 0);
  pause_ms(20);
  count = 0;
  siginfo_t info;
  struct timespec none = {0, 0};
  CHECK_EQ(sigtimedwait(&blocked, &info, &none), SIGUSR1);
  CHECK_EQ(info.si_code, SI_TIMER);
  CHECK_EQ(info.si_value.sival_int, 4711);
  CHECK(info.si_overrun >= 15);
  CHECK_EQ(set(timer, 0, 0, 0, NULL), 0);
  sigtimedwait(&blocked, &info, &none);
  sigprocmask(SIG_SETMASK, &before, NULL);
  CHECK_EQ(count, 0);

  /* Nobody is told: it can only be asked. */
  event.sigev_notify = SIGEV_NONE;
  CHECK_EQ(create(CLOCK_REALTIME, &event, &other), 0);
  CHECK(other != timer);
  CHECK_EQ(set(other, 0, 100000000000, 0, NULL), 0);
  CHECK_EQ(get(other, &now), 0);
  CHECK(now.it_value.tv_sec >= 90 && now.it_value.tv_sec < 100);
  CHECK_EQ(set(other, 0, 2000000, 0, NULL), 0);
  pause_ms(5);
  CHECK_EQ(get(other, &now), 0);
  CHECK_EQ(now.it_value.tv_sec + now.it_value.tv_nsec, 0);
  CHECK_EQ(count, 0);
  CHECK_EQ(syscall(SYS_timer_delete, other), 0);

  /* One thread is told, and no other. */
  pthread_t thread;
  CHECK_EQ(pthread_create(&thread, NULL, lives, (void *)9L), 0);
  while (tid == 0) pause_briefly();
  event.sigev_notify = SIGEV_THREAD_ID;
  ((int *)&event.sigev_value)[4] = tid; /* behind value, number and kind; musl has no name for it */
  CHECK_EQ(create(CLOCK_MONOTONIC, &event, &other), 0);
  CHECK_EQ(set(other, 0, 3000000, 0, NULL), 0);
  await(&count, 1);
  CHECK_EQ(by_thread, 9);
  CHECK_EQ(syscall(SYS_timer_delete, other), 0);
  stop = 1;
  CHECK_EQ(pthread_join(thread, NULL), 0);

  /* Without an event: SIGALRM. Timers are not for children. */
  CHECK_EQ(create(CLOCK_BOOTTIME, NULL, &other), 0);
  count = 0;
  CHECK_EQ(set(other, 0, 3000000, 0, NULL), 0);
  await(&count, 1);
  CHECK_EQ(value == other, 1);
  pid_t child = fork();
  if (child == 0) _exit(get(other, &now) == -1 && errno == EINVAL ? 0 : 1);
  CHECK_EQ(outcome(child), 0);

  CHECK_EQ(syscall(SYS_timer_delete, timer), 0);
  CHECK_ERRNO(syscall(SYS_timer_delete, timer), EINVAL);
  CHECK_ERRNO(get(timer, &now), EINVAL);
  CHECK_ERRNO(set(timer, 0, 1, 0, NULL), EINVAL);
  CHECK_ERRNO(syscall(SYS_timer_getoverrun, timer), EINVAL);
  CHECK_ERRNO(set(other, 0, -1, 0, NULL), EINVAL);
  CHECK_ERRNO(create(9999, NULL, &timer), EINVAL);
  event.sigev_notify = 99;
  CHECK_ERRNO(create(CLOCK_MONOTONIC, &event, &timer), EINVAL);
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = 1000;
  CHECK_ERRNO(create(CLOCK_MONOTONIC, &event, &timer), EINVAL);
  CHECK_ERRNO(syscall(SYS_timer_create, CLOCK_MONOTONIC, 8, &timer), EFAULT);
  return check_end();
}
