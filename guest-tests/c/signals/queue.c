/* Real-time signals queue, each with its value; the lowest number comes first, then the oldest. */
#include "process.h"

static int numbers[64], values[64];
static volatile int count;
static void handler(int number, siginfo_t *info, void *context) {
  (void)context;
  numbers[count] = number;
  values[count] = info->si_value.sival_int;
  count++;
}

int main(void) {
  sigset_t all, old;
  sigfillset(&all);
  CHECK(SIGRTMIN >= 32 && SIGRTMIN <= 36);
  CHECK_EQ(SIGRTMAX, 64);
  static const int used[] = {SIGUSR1, 40, 45, 64};
  for (int i = 0; i < 4; i++) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO;
    sigfillset(&action.sa_mask); /* one after the other, in the order they are taken */
    CHECK_EQ(sigaction(used[i], &action, NULL), 0);
  }
  CHECK_EQ(sigprocmask(SIG_SETMASK, &all, &old), 0);
  static const struct {
    int number, value;
  } sent[] = {{64, 1}, {45, 2}, {40, 3}, {45, 4}, {SIGUSR1, 5}, {40, 6}, {SIGUSR1, 7}, {45, 8}, {64, 9}};
  for (int i = 0; i < 9; i++) {
    union sigval value = {.sival_int = sent[i].value};
    CHECK_EQ(sigqueue(getpid(), sent[i].number, value), 0);
  }
  CHECK_EQ(count, 0);
  /* taken one by one */
  siginfo_t info;
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, 45);
  CHECK_EQ(sigwaitinfo(&only, &info), 45);
  CHECK_EQ(info.si_value.sival_int, 2);
  sigset_t pending;
  CHECK_EQ(sigpending(&pending), 0);
  CHECK_EQ(sigismember(&pending, 45), 1); /* there are more */
  CHECK_EQ(sigprocmask(SIG_SETMASK, &old, NULL), 0);
  static const struct {
    int number, value;
  } taken[] = {{SIGUSR1, 5}, {40, 3}, {40, 6}, {45, 4}, {45, 8}, {64, 1}, {64, 9}};
  CHECK_EQ(count, 7);
  for (int i = 0; i < 7; i++) {
    CHECK_EQ(numbers[i], taken[i].number);
    CHECK_EQ(values[i], taken[i].value);
  }

  /* a hundred of one kind, from a child */
  count = 0;
  CHECK_EQ(sigprocmask(SIG_SETMASK, &all, NULL), 0);
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    for (int i = 0; i < 50; i++) {
      union sigval value = {.sival_int = i};
      if (sigqueue(parent, 50, value) != 0) _exit(1);
    }
    _exit(0);
  }
  CHECK_EQ(outcome(child), 0);
  int in_order = 0;
  sigemptyset(&only);
  sigaddset(&only, 50);
  struct timespec none = {0, 0};
  while (sigtimedwait(&only, &info, &none) == 50) in_order += info.si_value.sival_int == in_order;
  CHECK_EQ(in_order, 50);
  return check_end();
}
