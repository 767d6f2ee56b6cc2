/* Processes wait for each other: shared words are one futex, private memory's words are not. */
#include "futex.h"

static unsigned *shared;
static unsigned *private;

static int waits(void *argument) {
  unsigned index = (unsigned)(long)argument;
  return futex_wait(&shared[index], 0) == 0 ? 0 : errno;
}

static int waits_for_private(void *ignored) {
  (void)ignored;
  struct timespec soon = {0, 20000000};
  return futex(private, FUTEX_WAIT, 0, &soon, NULL, 0) == -1 ? errno : 0;
}

/* A token handed over and back by two processes. */
static int plays(void *argument) {
  unsigned mine = (unsigned)(long)argument;
  for (unsigned turn = mine; turn < 2000; turn += 2) {
    unsigned now;
    while ((now = __atomic_load_n(&shared[8], __ATOMIC_SEQ_CST)) != turn) futex_wait(&shared[8], now);
    __atomic_store_n(&shared[8], turn + 1, __ATOMIC_SEQ_CST);
    futex_wake(&shared[8], 1);
  }
  return 0;
}

int main(void) {
  shared = (unsigned *)shared_anonymous(PAGE);
  private = (unsigned *)anonymous(PAGE);

  pid_t child = child_of(waits, (void *)1);
  until_waiting(&shared[1], 0, 1);
  CHECK_EQ(futex_wake(&shared[0], 1), 0);
  CHECK_EQ(futex(&shared[1], FUTEX_WAKE | FUTEX_PRIVATE, 1, NULL, NULL, 0), 0);
  CHECK_EQ(futex_wake(&shared[1], 1), 1);
  CHECK_EQ(outcome(child), 0);

  pid_t children[16];
  for (int i = 0; i < 16; i++) children[i] = child_of(waits, (void *)2);
  until_waiting(&shared[2], 0, 16);
  CHECK_EQ(futex_wake(&shared[2], 5), 5);
  until_waiting(&shared[2], 0, 11);
  CHECK_EQ(futex_requeue(&shared[2], FUTEX_CMP_REQUEUE, 1, 4, &shared[3], 0), 5);
  CHECK_EQ(futex_wake(&shared[3], INT_MAX), 4);
  CHECK_EQ(futex_wake(&shared[2], INT_MAX), 6);
  int ended = 0;
  for (int i = 0; i < 16; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, 16);

  /* Private memory at the same address is another futex in each process. */
  private[0] = 0;
  child = child_of(waits_for_private, NULL);
  long woken = 0;
  for (int i = 0; i < 20; i++) {
    woken += futex_wake(private, 1);
    pause_briefly();
  }
  CHECK_EQ(woken, 0);
  CHECK_EQ(outcome(child), ETIMEDOUT);

  child = child_of(plays, (void *)1);
  CHECK_EQ(plays((void *)0), 0);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(shared[8], 2000);

  /* A waiter that is killed is none any more. */
  child = child_of(waits, (void *)4);
  pid_t patient = child_of(waits, (void *)4);
  until_waiting(&shared[4], 0, 2);
  CHECK_EQ(kill(child, SIGKILL), 0);
  CHECK_EQ(outcome(child), KILLED_BY(SIGKILL));
  CHECK_EQ(futex_wake(&shared[4], INT_MAX), 1);
  CHECK_EQ(outcome(patient), 0);

  /* A word in an object that each process maps for itself. */
  int fd = object_of("/fw-c-across-fork", 2 * PAGE);
  child = fork();
  if (child == 0) {
    anonymous(5 * PAGE);
    unsigned *mine = (unsigned *)map(PAGE, RW, MAP_SHARED, fd, PAGE);
    _exit(futex_wait(&mine[5], 0) == 0 ? 21 : 1);
  }
  unsigned *mine = (unsigned *)map(2 * PAGE, RW, MAP_SHARED, fd, 0);
  until_waiting(&mine[PAGE / 4 + 5], 0, 1);
  CHECK_EQ(futex_wake(&mine[PAGE / 4 + 5], 1), 1);
  CHECK_EQ(outcome(child), 21);
  return check_end();
}
