/* PR_SET_PDEATHSIG: a process is told of the end of the thread that made it. */
#include "process.h"

#include <pthread.h>
#include <sys/prctl.h>

static int told[2];
static volatile pid_t sender;

static void note(int number, siginfo_t *info, void *context) {
  (void)context;
  if (number == SIGUSR1) sender = info->si_pid;
}

/* What a child does that wants to know: says so when it is ready, and what it was told at last. */
static void wait_for_it(int ready) {
  struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
  sigaction(SIGUSR1, &action, NULL);
  sigset_t set, before;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, &before);
  pid_t parent = getppid();
  prctl(PR_SET_PDEATHSIG, SIGUSR1);
  if (write(ready, "r", 1) != 1) _exit(1);
  while (sender == 0) sigsuspend(&before);
  char answer = sender == parent ? 'p' : 'x';
  if (write(told[1], &answer, 1) != 1) _exit(1);
  _exit(0);
}

static void *maker(void *unused) {
  int ready[2];
  char byte;
  (void)unused;
  if (pipe(ready) != 0) return NULL;
  if (fork() == 0) wait_for_it(ready[1]);
  return (void *)(long)(read(ready[0], &byte, 1) == 1);
}

int main(void) {
  char byte;
  CHECK_EQ(pipe(told), 0);
  /* a parent that ends */
  pid_t middle = fork();
  if (middle == 0) _exit(maker(NULL) ? 3 : 4);
  CHECK_EQ(outcome(middle), 3);
  CHECK_EQ(read(told[0], &byte, 1), 1);
  CHECK_EQ(byte, 'p');
  /* a parent that is killed */
  middle = fork();
  if (middle == 0) {
    maker(NULL);
    raise(SIGKILL);
  }
  CHECK_EQ(outcome(middle), KILLED_BY(SIGKILL));
  CHECK_EQ(read(told[0], &byte, 1), 1);
  CHECK_EQ(byte, 'p');
  /* a thread that ends, of a process that goes on */
  pthread_t thread;
  void *result;
  CHECK_EQ(pthread_create(&thread, NULL, maker, NULL), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK((long)result == 1);
  CHECK_EQ(read(told[0], &byte, 1), 1);
  CHECK_EQ(byte, 'p');
  int status;
  CHECK(wait(&status) > 0);
  CHECK_EQ(status, 0);
  /* a child does not have it from its parent */
  int signal_number = -1;
  CHECK_EQ(prctl(PR_SET_PDEATHSIG, SIGUSR2), 0);
  pid_t child = fork();
  if (child == 0) _exit(prctl(PR_GET_PDEATHSIG, &signal_number) == 0 ? signal_number : 99);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(prctl(PR_GET_PDEATHSIG, &signal_number), 0);
  CHECK_EQ(signal_number, SIGUSR2);
  CHECK_ERRNO(prctl(PR_SET_PDEATHSIG, 65), EINVAL);
  return check_end();
}
