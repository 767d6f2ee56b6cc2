/* A pthread_kill reaches the thread it names; a process's signal the one thread that does not block it. */
#include "support.h"

#include <pthread.h>

static __thread int identity;
static volatile int handled_by[8];
static int ready, stop;

static void note(int number) {
  (void)number;
  handled_by[identity]++;
}

static void *spins(void *argument) {
  identity = (int)(long)argument;
  __atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
  while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) pause_briefly();
  return NULL;
}

static void *waits_for_signal(void *argument) {
  int number;
  if (sigwait(argument, &number) != 0) return NULL;
  return (void *)(long)number;
}

static void *has_mask(void *argument) {
  (void)argument;
  sigset_t mine;
  pthread_sigmask(SIG_SETMASK, NULL, &mine);
  int inherited = sigismember(&mine, SIGUSR2);
  sigaddset(&mine, SIGTERM);
  pthread_sigmask(SIG_SETMASK, &mine, NULL);
  return (void *)(long)inherited;
}

static void *kills_process(void *argument) {
  (void)argument;
  *(volatile int *)8 = 1;
  return NULL;
}

static int thread_faults(void *ignored) {
  (void)ignored;
  pthread_t thread;
  pthread_create(&thread, NULL, kills_process, NULL);
  pthread_join(thread, NULL);
  return 1;
}

int main(void) {
  pthread_t threads[4];
  handle(SIGUSR1, note, SA_RESTART);
  for (long i = 0; i < 4; i++) pthread_create(&threads[i], NULL, spins, (void *)(i + 1));
  await(&ready, 4);
  for (int i = 0; i < 4; i++) {
    for (int n = 0; n <= i; n++) {
      CHECK_EQ(pthread_kill(threads[i], SIGUSR1), 0);
      await((int *)&handled_by[i + 1], n + 1);
    }
  }
  CHECK_EQ(handled_by[0], 0);
  CHECK_EQ(handled_by[4], 4);
  CHECK_EQ(pthread_kill(threads[0], 0), 0);
  CHECK_EQ(pthread_kill(threads[0], 1000), EINVAL);
  CHECK_EQ(pthread_kill(pthread_self(), SIGUSR1), 0);
  CHECK_EQ(handled_by[0], 1);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(handled_by[0], 2);
  stop = 1;
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);

  /* Blocked everywhere but where sigwait stands. */
  sigset_t set, before, pending;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  CHECK_EQ(pthread_sigmask(SIG_BLOCK, &set, &before), 0);
  pthread_t waiter;
  void *result;
  CHECK_EQ(pthread_create(&waiter, NULL, waits_for_signal, &set), 0);
  CHECK_EQ(kill(getpid(), SIGUSR2), 0);
  CHECK_EQ(pthread_join(waiter, &result), 0);
  CHECK_EQ((long)result, SIGUSR2);
  CHECK_EQ(sigpending(&pending), 0);
  CHECK_EQ(sigismember(&pending, SIGUSR2), 0);

  /* A new thread inherits the mask, and changes only its own. */
  CHECK_EQ(pthread_create(&waiter, NULL, has_mask, NULL), 0);
  CHECK_EQ(pthread_join(waiter, &result), 0);
  CHECK_EQ((long)result, 1);
  sigset_t now;
  CHECK_EQ(pthread_sigmask(SIG_SETMASK, &before, &now), 0);
  CHECK_EQ(sigismember(&now, SIGTERM), 0);

  CHECK_EQ(run_child(thread_faults, NULL), KILLED_BY(SIGSEGV));
  return check_end();
}
