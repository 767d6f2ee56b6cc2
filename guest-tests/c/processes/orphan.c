/* A child that outlives its parent gets another one. */
#include "process.h"

int main(void) {
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  struct gate gate = gate_new(), looked = gate_new();
  pid_t child = fork();
  if (child == 0) {
    pid_t me = getpid();
    if (fork() == 0) {
      int before = getppid() == me;
      gate_open(&looked);
      gate_wait(&gate); /* until the parent is gone and waited for */
      int after = getppid() != me && getppid() > 0;
      char answer = before && after ? 'y' : 'n';
      _exit(write(ends[1], &answer, 1) != 1);
    }
    gate_wait(&looked);
    _exit(4);
  }
  int ended = outcome(child);
  CHECK_EQ(ended, 4);
  /* the grandchild is nobody's to wait for here */
  CHECK_ERRNO(waitpid(-1, NULL, 0), ECHILD);
  gate_open(&gate);
  close(ends[1]);
  char answer = 0;
  CHECK_EQ(read(ends[0], &answer, 1), 1);
  CHECK_EQ(answer, 'y');
  CHECK_EQ(read(ends[0], &answer, 1), 0);
  return check_end();
}
