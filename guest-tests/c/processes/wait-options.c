/* waitpid and wait4: which children, whether to wait, and what is refused. */
#include "process.h"

#include <sys/resource.h>

int main(void) {
  int status = -1;
  CHECK_ERRNO(waitpid(-1, &status, 0), ECHILD);
  CHECK_ERRNO(waitpid(-1, &status, WNOHANG), ECHILD);
  CHECK_ERRNO(waitpid(0, &status, 0), ECHILD);
  CHECK_ERRNO(waitpid(1, &status, 0), ECHILD); /* not a child */
  CHECK_ERRNO(waitpid(getpid(), &status, 0), ECHILD);
  CHECK_ERRNO(waitpid(0x7ffffff0, &status, 0), ECHILD);
  CHECK_ERRNO(waitpid(-1, &status, 0x100), EINVAL);

  struct gate gate = gate_new();
  pid_t child = fork();
  if (child == 0) {
    gate_wait(&gate);
    _exit(5);
  }
  CHECK_EQ(waitpid(child, &status, WNOHANG), 0);
  CHECK_EQ(waitpid(-1, &status, WNOHANG), 0);
  CHECK_EQ(waitpid(0, &status, WNOHANG), 0); /* of the caller's process group */
  CHECK_EQ(waitpid(-getpgrp(), &status, WNOHANG), 0);
  CHECK_EQ(status, -1);
  gate_open(&gate);
  CHECK(waitpid(0, &status, 0) == child);
  CHECK_EQ(status, 5 << 8);
  CHECK_ERRNO(waitpid(child, &status, 0), ECHILD); /* only once */

  /* by process group */
  pid_t grouped = fork();
  if (grouped == 0) {
    setpgid(0, 0);
    gate_wait(&gate);
    _exit(6);
  }
  setpgid(grouped, grouped);
  pid_t plain = fork();
  if (plain == 0) _exit(7);
  CHECK(waitpid(0, &status, 0) == plain);
  CHECK_EQ(status, 7 << 8);
  CHECK_ERRNO(waitpid(0, &status, WNOHANG), ECHILD);
  CHECK_EQ(waitpid(-grouped, &status, WNOHANG), 0);
  gate_open(&gate);
  CHECK(waitpid(-grouped, &status, 0) == grouped);
  CHECK_EQ(status, 6 << 8);

  /* without a place for the status, and with the resources used */
  child = fork();
  if (child == 0) _exit(8);
  CHECK(waitpid(child, NULL, 0) == child);
  struct rusage usage;
  memset(&usage, 0xff, sizeof usage);
  child = fork();
  if (child == 0) _exit(9);
  CHECK(wait4(child, &status, 0, &usage) == child);
  CHECK_EQ(status, 9 << 8);
  CHECK(usage.ru_utime.tv_sec >= 0 && usage.ru_utime.tv_sec < 100);

  /* a child that ended before it was waited for is there still */
  child = fork();
  if (child == 0) _exit(10);
  pause_ms(5);
  CHECK_EQ(kill(child, 0), 0);
  CHECK(waitpid(-1, &status, WNOHANG) == child);
  CHECK_EQ(status, 10 << 8);
  CHECK_ERRNO(kill(child, 0), ESRCH);
  return check_end();
}
