/* A program that runs is not written, and one that is written is not run. */
#include "process.h"

#define COPY "/tmp/fw-c-text-busy"

int main(int count, char **arguments) {
  char byte;
  if (count > 1) {
    /* the copy: tells that it runs, and waits until it may end */
    if (write(1, "r", 1) != 1) return 1;
    return read(0, &byte, 1) == 0 ? 7 : 2;
  }
  int from = CHECK_FD(open("/proc/self/exe", O_RDONLY));
  unlink(COPY);
  int to = CHECK_FD(open(COPY, O_WRONLY | O_CREAT | O_EXCL, 0700));
  static char buffer[65536];
  ssize_t n;
  int failed = 0;
  while ((n = read(from, buffer, sizeof buffer)) > 0) failed += write(to, buffer, (size_t)n) != n;
  CHECK_EQ(failed, 0);
  char *const all[] = {COPY, "runs", NULL};
  CHECK_ERRNO(execv(COPY, all), ETXTBSY);
  int again = dup(to);
  CHECK_EQ(close(to), 0);
  CHECK_ERRNO(execv(COPY, all), ETXTBSY);
  CHECK_EQ(close(again), 0);

  int down[2], up[2];
  CHECK_EQ(pipe2(down, O_CLOEXEC), 0);
  CHECK_EQ(pipe2(up, O_CLOEXEC), 0);
  pid_t child = fork();
  if (child == 0) {
    dup2(down[0], 0);
    dup2(up[1], 1);
    execv(COPY, all);
    _exit(127);
  }
  CHECK_EQ(read(up[0], &byte, 1), 1);
  CHECK_ERRNO(open(COPY, O_WRONLY), ETXTBSY);
  CHECK_ERRNO(open(COPY, O_RDWR), ETXTBSY);
  CHECK_ERRNO(truncate(COPY, 0), ETXTBSY);
  CHECK_EQ(close(CHECK_FD(open(COPY, O_RDONLY))), 0);
  CHECK_EQ(chmod(COPY, 0755), 0);
  CHECK_EQ(close(down[1]), 0);
  CHECK_EQ(outcome(child), 7);
  CHECK_EQ(close(CHECK_FD(open(COPY, O_WRONLY))), 0);
  CHECK_EQ(truncate(COPY, 0), 0);
  CHECK_ERRNO(execv(COPY, all), ENOEXEC);
  CHECK_EQ(unlink(COPY), 0);
  return check_end();
}
