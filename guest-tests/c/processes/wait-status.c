/* What a parent learns of its child's end: every exit status's low byte, every deadly signal. */
#include "process.h"

int main(void) {
  static const int exits[] = {0, 1, 2, 42, 127, 128, 255, 256, 257, -1, 1000};
  for (size_t i = 0; i < sizeof exits / sizeof *exits; i++) {
    pid_t child = fork();
    if (child == 0) _exit(exits[i]);
    int status = -1;
    pid_t waited = waitpid(child, &status, 0);
    CHECK(waited == child);
    CHECK(WIFEXITED(status));
    CHECK(!WIFSIGNALED(status));
    CHECK_EQ(WEXITSTATUS(status), exits[i] & 255);
    CHECK_EQ(status, (exits[i] & 255) << 8);
  }
  static const int signals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
                                SIGFPE,  SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM,
                                SIGTERM, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO, SIGPWR,
                                SIGSYS,  SIGSTKFLT, 34,    63,      64};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    pid_t child = fork();
    if (child == 0) {
      syscall(SYS_kill, getpid(), signals[i]);
      _exit(1);
    }
    int status = -1;
    pid_t waited = waitpid(child, &status, 0);
    CHECK(waited == child);
    CHECK(WIFSIGNALED(status));
    CHECK_EQ(WTERMSIG(status), signals[i]);
    CHECK_EQ(status & 0x7f, signals[i]);
    CHECK_EQ(status >> 8, 0);
  }
  static const int harmless[] = {SIGCHLD, SIGURG, SIGWINCH, SIGCONT};
  for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
    pid_t child = fork();
    if (child == 0) {
      syscall(SYS_kill, getpid(), harmless[i]);
      _exit(7);
    }
    CHECK_EQ(outcome(child), 7);
  }
  return check_end();
}
