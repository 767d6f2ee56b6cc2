/* SIGCHLD: what it tells, and how SA_NOCLDSTOP, SA_NOCLDWAIT and SIG_IGN change it. */
#include "process.h"

static volatile int count;
static siginfo_t last;
static void handler(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  last = *info;
  count++;
}

/* Waits for the handler, which must have been called `times` times since the count was 0. */
static void until(int times) {
  while (count < times) pause_ms(1);
}

static pid_t stops_and_ends(struct gate *gate) {
  pid_t child = fork();
  if (child == 0) {
    raise(SIGSTOP);
    gate_wait(gate);
    _exit(9);
  }
  return child;
}

int main(void) {
  struct gate gate = gate_new();
  int status;
  handle_info(SIGCHLD, handler, SA_RESTART);
  pid_t child = fork();
  if (child == 0) _exit(42);
  until(1);
  CHECK_EQ(last.si_signo, SIGCHLD);
  CHECK_EQ(last.si_code, CLD_EXITED);
  CHECK_EQ(last.si_status, 42);
  CHECK(last.si_pid == child);
  CHECK(last.si_uid == getuid());
  CHECK_EQ(outcome(child), 42);
  child = fork();
  if (child == 0) {
    raise(SIGKILL);
    _exit(1);
  }
  until(2);
  CHECK_EQ(last.si_code, CLD_KILLED);
  CHECK_EQ(last.si_status, SIGKILL);
  CHECK_EQ(outcome(child), KILLED_BY(SIGKILL));

  count = 0;
  child = stops_and_ends(&gate);
  until(1);
  CHECK_EQ(last.si_code, CLD_STOPPED);
  CHECK_EQ(last.si_status, SIGSTOP);
  CHECK_EQ(kill(child, SIGCONT), 0);
  until(2);
  CHECK_EQ(last.si_code, CLD_CONTINUED);
  CHECK_EQ(last.si_status, SIGCONT);
  gate_open(&gate);
  until(3);
  CHECK_EQ(last.si_code, CLD_EXITED);
  CHECK_EQ(outcome(child), 9);

  count = 0;
  handle_info(SIGCHLD, handler, SA_RESTART | SA_NOCLDSTOP);
  child = stops_and_ends(&gate);
  CHECK(waitpid(child, &status, WUNTRACED) == child);
  CHECK_EQ(kill(child, SIGCONT), 0);
  CHECK(waitpid(child, &status, WCONTINUED) == child);
  CHECK_EQ(count, 0); /* neither of the two was told */
  gate_open(&gate);
  until(1);
  CHECK_EQ(outcome(child), 9);

  /* no zombies: the status is lost, waiting ends when all are gone */
  handle_info(SIGCHLD, handler, SA_RESTART | SA_NOCLDWAIT);
  count = 0;
  child = fork();
  if (child == 0) _exit(3);
  CHECK_ERRNO(waitpid(child, &status, 0), ECHILD);
  CHECK_ERRNO(kill(child, 0), ESRCH);
  until(1); /* Linux tells of it nevertheless */
  CHECK_EQ(count, 1);
  handle(SIGCHLD, SIG_IGN, 0);
  child = fork();
  if (child == 0) _exit(3);
  CHECK_ERRNO(waitpid(-1, &status, 0), ECHILD);
  CHECK_ERRNO(kill(child, 0), ESRCH);

  /* the default ignores the signal but keeps the status */
  handle(SIGCHLD, SIG_DFL, 0);
  child = fork();
  if (child == 0) _exit(4);
  pause_ms(2);
  CHECK_EQ(outcome(child), 4);
  return check_end();
}
