/* Stopping and going on: statuses, what waits meanwhile, and which signals undo each other. */
#include "process.h"

static volatile int usr1, conts;
static void handler(int number) {
  if (number == SIGUSR1) usr1++;
  if (number == SIGCONT) conts++;
}

int main(void) {
  int status = 0;
  struct gate gate = gate_new();
  pid_t child = fork();
  if (child == 0) {
    handle(SIGUSR1, handler, 0);
    handle(SIGCONT, handler, 0);
    raise(SIGSTOP);
    int before = usr1 == 0 ? 1 : usr1; /* SIGUSR1 comes when it goes on */
    gate_wait(&gate);
    _exit(usr1 * 10 + conts + (before > 9));
  }
  CHECK(waitpid(child, &status, WUNTRACED) == child);
  CHECK(WIFSTOPPED(status));
  CHECK(!WIFEXITED(status) && !WIFSIGNALED(status) && !WIFCONTINUED(status));
  CHECK_EQ(WSTOPSIG(status), SIGSTOP);
  CHECK_EQ(status, SIGSTOP << 8 | 0x7f);
  CHECK_EQ(waitpid(child, &status, WUNTRACED | WNOHANG), 0); /* told once */
  CHECK_EQ(kill(child, SIGUSR1), 0);
  pause_ms(3);
  CHECK_EQ(waitpid(child, &status, WUNTRACED | WCONTINUED | WNOHANG), 0);
  CHECK_EQ(kill(child, SIGCONT), 0);
  CHECK(waitpid(child, &status, WCONTINUED) == child);
  CHECK(WIFCONTINUED(status));
  CHECK_EQ(status, 0xffff);
  gate_open(&gate);
  CHECK_EQ(outcome(child), 11); /* one SIGUSR1, one SIGCONT */

  /* a stopped process can be killed; other signals have to wait */
  child = fork();
  if (child == 0) {
    raise(SIGSTOP);
    _exit(1);
  }
  CHECK(waitpid(child, &status, WUNTRACED) == child);
  CHECK_EQ(kill(child, SIGTERM), 0);
  CHECK_EQ(kill(child, SIGKILL), 0);
  CHECK_EQ(outcome(child), KILLED_BY(SIGKILL));
  child = fork();
  if (child == 0) {
    raise(SIGSTOP);
    _exit(1);
  }
  CHECK(waitpid(child, &status, WUNTRACED) == child);
  CHECK_EQ(kill(child, SIGTERM), 0);
  pause_ms(2);
  CHECK_EQ(waitpid(child, &status, WNOHANG), 0);
  CHECK_EQ(kill(child, SIGCONT), 0);
  CHECK_EQ(outcome(child), KILLED_BY(SIGTERM));

  /* without WUNTRACED nobody is told, and the child is not gone */
  child = fork();
  if (child == 0) {
    raise(SIGSTOP);
    _exit(4);
  }
  CHECK(waitpid(child, &status, WUNTRACED) == child);
  CHECK_EQ(waitpid(child, &status, WNOHANG), 0);
  CHECK_EQ(kill(child, SIGCONT), 0);
  CHECK_EQ(outcome(child), 4);

  /* the terminal's stop signal stops a group that has a parent outside of it, in the session */
  child = fork();
  if (child == 0) {
    if (setpgid(0, 0) != 0) _exit(1);
    raise(SIGTSTP);
    _exit(5);
  }
  CHECK(waitpid(child, &status, WUNTRACED) == child);
  CHECK_EQ(WSTOPSIG(status), SIGTSTP);
  CHECK_EQ(kill(-child, SIGCONT), 0);
  CHECK_EQ(outcome(child), 5);
  /* a session of its own is an orphaned group: SIGTSTP does nothing, SIGSTOP does */
  child = fork();
  if (child == 0) {
    if (setsid() < 0) _exit(1);
    raise(SIGTSTP);
    raise(SIGTTIN);
    raise(SIGTTOU);
    _exit(6);
  }
  CHECK_EQ(outcome(child), 6);

  /* blocked, a stop signal and SIGCONT undo each other */
  sigset_t set, pending;
  sigemptyset(&set);
  sigaddset(&set, SIGTSTP);
  sigaddset(&set, SIGCONT);
  CHECK_EQ(sigprocmask(SIG_BLOCK, &set, NULL), 0);
  handle(SIGCONT, handler, 0);
  CHECK_EQ(raise(SIGTSTP), 0);
  CHECK_EQ(sigpending(&pending), 0);
  CHECK_EQ(sigismember(&pending, SIGTSTP), 1);
  CHECK_EQ(raise(SIGCONT), 0);
  CHECK_EQ(sigpending(&pending), 0);
  CHECK_EQ(sigismember(&pending, SIGTSTP), 0);
  CHECK_EQ(sigismember(&pending, SIGCONT), 1);
  CHECK_EQ(raise(SIGTSTP), 0);
  CHECK_EQ(sigpending(&pending), 0);
  CHECK_EQ(sigismember(&pending, SIGCONT), 0);
  CHECK_EQ(raise(SIGCONT), 0);
  CHECK_EQ(sigprocmask(SIG_UNBLOCK, &set, NULL), 0);
  CHECK_EQ(conts, 1);
  return check_end();
}
