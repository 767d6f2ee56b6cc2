/* A signal ends sem_wait with EINTR unless SA_RESTART says otherwise; sem_timedwait in any case. */
#include "support.h"

#include <pthread.h>
#include <semaphore.h>

static sem_t *s;
static int *shared;

static void note(int number) {
  (void)number;
  __atomic_add_fetch(&shared[1], 1, __ATOMIC_SEQ_CST);
}

static int waits(void *argument) {
  long flags = (long)argument;
  handle(SIGUSR1, note, flags & 1 ? SA_RESTART : 0);
  int64_t late = nanoseconds(CLOCK_REALTIME) + 60000000000;
  struct timespec until = {late / 1000000000, late % 1000000000};
  __atomic_store_n(&shared[0], 1, __ATOMIC_SEQ_CST);
  int result = flags & 2 ? sem_timedwait(s, &until) : sem_wait(s);
  return result == 0 ? 0 : errno;
}

/* Signals the waiter, three times if it waits on and until it has ended if not. */
static int disturb(long flags) {
  shared[0] = shared[1] = 0;
  pid_t child = child_of(waits, (void *)flags);
  await(&shared[0], 1);
  int restarts = flags == 1, status;
  for (int sent = 0; !restarts || sent < 3; sent++) {
    pause_ms(3);
    kill(child, SIGUSR1);
    while (__atomic_load_n(&shared[1], __ATOMIC_SEQ_CST) <= sent) {
      /* It may have ended by the signal before this one. */
      if (!restarts && waitpid(child, &status, WNOHANG) == child) return WEXITSTATUS(status);
      pause_briefly();
    }
  }
  sem_post(s);
  return outcome(child);
}

int main(void) {
  shared = (int *)shared_anonymous(PAGE);
  s = (sem_t *)shared_anonymous(PAGE);
  CHECK_EQ(sem_init(s, 1, 0), 0);
  CHECK_EQ(disturb(0), EINTR);
  CHECK_EQ(disturb(2), EINTR);
  CHECK_EQ(disturb(1), 0);
  int value;
  CHECK_EQ(sem_getvalue(s, &value), 0);
  CHECK_EQ(value, 0);
  return check_end();
}
