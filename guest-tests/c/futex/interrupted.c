/* A signal ends FUTEX_WAIT with EINTR, or restarts it where SA_RESTART says so and no time was given. */
#include "waiters.h"

static unsigned word = 1;
static volatile int handled;

static void note(int number) {
  (void)number;
  handled++;
}

static struct waiter *interrupt(int flags, const struct timespec *timeout) {
  handle(SIGUSR1, note, flags);
  struct waiter *w = waiter_for(&word, 1, FUTEX_WAIT, 0, timeout);
  until_waiting(&word, 1, 1);
  int before = handled;
  pthread_kill(w->thread, SIGUSR1);
  await(&handled, before + 1);
  return w;
}

int main(void) {
  struct timespec minute = {60, 0};
  CHECK_EQ(waiter_end(interrupt(0, NULL)), EINTR);
  CHECK_EQ(handled, 1);
  CHECK_EQ(futex_wake(&word, 1), 0);
  CHECK_EQ(waiter_end(interrupt(0, &minute)), EINTR);
  CHECK_EQ(waiter_end(interrupt(SA_RESTART, &minute)), EINTR);
  CHECK_EQ(handled, 3);

  /* Restarted: it waits again, and is woken. */
  struct waiter *w = interrupt(SA_RESTART, NULL);
  CHECK_EQ(handled, 4);
  until_waiting(&word, 1, 1);
  CHECK_EQ(w->place, 0);
  CHECK_EQ(futex_wake(&word, 1), 1);
  CHECK_EQ(waiter_end(w), 0);
  /* Restarted when the word is another: it does not sleep. */
  w = interrupt(SA_RESTART, NULL);
  until_waiting(&word, 1, 1);
  word = 2;
  pthread_kill(w->thread, SIGUSR1);
  CHECK_EQ(waiter_end(w), EAGAIN);
  CHECK_EQ(handled, 6);
  word = 1;

  /* An ignored or blocked signal disturbs nobody. */
  handle(SIGUSR2, SIG_IGN, 0);
  w = waiter_for(&word, 1, FUTEX_WAIT, 0, NULL);
  until_waiting(&word, 1, 1);
  CHECK_EQ(pthread_kill(w->thread, SIGUSR2), 0);
  until_waiting(&word, 1, 1);
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  CHECK_EQ(pthread_sigmask(SIG_BLOCK, &set, &old), 0);
  struct waiter *deaf = waiter_for(&word, 1, FUTEX_WAIT, 0, NULL);
  CHECK_EQ(pthread_sigmask(SIG_SETMASK, &old, NULL), 0);
  until_waiting(&word, 1, 2);
  CHECK_EQ(pthread_kill(deaf->thread, SIGUSR1), 0);
  until_waiting(&word, 1, 2);
  CHECK_EQ(futex_wake(&word, 2), 2);
  CHECK_EQ(waiter_end(w), 0);
  CHECK_EQ(waiter_end(deaf), 0);

  /* SIGKILL ends a process that waits. */
  pid_t child = fork();
  if (child == 0) {
    futex_wait(&word, 1);
    _exit(1);
  }
  pause_ms(5);
  CHECK_EQ(kill(child, SIGKILL), 0);
  CHECK_EQ(outcome(child), KILLED_BY(SIGKILL));
  return check_end();
}
