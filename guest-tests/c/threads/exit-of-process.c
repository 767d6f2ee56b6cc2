/* How threads and a process end: pthread_exit of main, exit, _exit, return, and a signal. */
#include "support.h"

#include <pthread.h>
#include <sys/syscall.h>

static int *shared;

static int wait_for_ever(void) {
  for (;;) pause();
  return 0;
}

static void *sleeps_for_ever(void *argument) {
  (void)argument;
  __atomic_add_fetch(&shared[0], 1, __ATOMIC_SEQ_CST);
  for (;;) pause();
  return NULL;
}

static void *spins_for_ever(void *argument) {
  (void)argument;
  __atomic_add_fetch(&shared[0], 1, __ATOMIC_SEQ_CST);
  for (volatile unsigned i = 0;; i++) {
  }
  return NULL;
}

static void *exits(void *argument) {
  _exit((int)(long)argument);
  return NULL;
}

static void *calls_exit(void *argument) {
  exit((int)(long)argument);
  return NULL;
}

static void *ends_last(void *argument) {
  pause_ms(5);
  shared[1] = 1;
  if (argument != NULL) _exit(7);
  syscall(SYS_exit, 3); /* this thread only */
  return NULL;
}

static void start(void *(*body)(void *), long argument) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, body, (void *)argument) != 0) _exit(99);
}

/* The process lives as long as its last thread. By number: musl's own way hangs in a forked child. */
static int main_ends_first(void *argument) {
  start(ends_last, (long)argument);
  syscall(SYS_exit, 3);
  return 99;
}

static int thread_exits(void *ignored) {
  (void)ignored;
  start(sleeps_for_ever, 0);
  start(spins_for_ever, 0);
  await(&shared[0], 2);
  start(exits, 23);
  return wait_for_ever();
}

static void at_exit(void) { shared[2]++; }

static int thread_calls_exit(void *ignored) {
  (void)ignored;
  atexit(at_exit);
  start(sleeps_for_ever, 0);
  start(calls_exit, 24);
  return wait_for_ever();
}

static int leaves_threads(void *ignored) {
  (void)ignored;
  for (int i = 0; i < 10; i++) start(sleeps_for_ever, 0);
  await(&shared[0], 10);
  return 25;
}

static int is_killed(void *ignored) {
  (void)ignored;
  start(spins_for_ever, 0);
  start(sleeps_for_ever, 0);
  await(&shared[0], 2);
  kill(getpid(), SIGTERM);
  return wait_for_ever();
}

/* Only the thread ends: exit is not exit_group. */
static void *ends_itself(void *argument) {
  shared[3] = 1;
  syscall(SYS_exit, (int)(long)argument);
  return NULL;
}

static int one_thread_exits(void *ignored) {
  (void)ignored;
  start(ends_itself, 77);
  await(&shared[3], 1);
  pause_ms(2);
  return 26;
}

static int run(int (*body)(void *), void *argument) {
  memset(shared, 0, PAGE);
  return run_child(body, argument);
}

static void *ends_the_program(void *argument) {
  (void)argument;
  pause_ms(2);
  check_end();
  return NULL;
}

int main(void) {
  shared = (int *)shared_anonymous(PAGE);
  CHECK_EQ(run(main_ends_first, NULL), 3); /* of either: kernels differ in whose it is */
  CHECK_EQ(shared[1], 1);
  CHECK_EQ(run(main_ends_first, shared), 7);
  CHECK_EQ(run(thread_exits, NULL), 23);
  CHECK_EQ(run(thread_calls_exit, NULL), 24);
  CHECK_EQ(shared[2], 1);
  CHECK_EQ(run(leaves_threads, NULL), 25);
  CHECK_EQ(shared[0], 10);
  CHECK_EQ(run(is_killed, NULL), KILLED_BY(SIGTERM));
  CHECK_EQ(run(one_thread_exits, NULL), 26);

  /* A process whose main thread has ended is waited for as one. */
  memset(shared, 0, PAGE);
  pid_t child = child_of(main_ends_first, NULL);
  int status;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK_EQ(WIFEXITED(status), 1);
  CHECK_ERRNO(waitpid(child, &status, 0), ECHILD);
  CHECK_ERRNO(kill(child, 0), ESRCH);

  /* And this process ends by its last thread. */
  start(ends_the_program, 0);
  pthread_exit(NULL);
}
