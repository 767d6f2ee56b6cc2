/* RLIMIT_FSIZE: a file grows up to the limit, then SIGXFSZ, or EFBIG where that is ignored. */
#include "process.h"

#include <sys/resource.h>

static volatile int signals;
static void count(int number) { signals += number == SIGXFSZ; }

static void at(const char *path) {
  static char bytes[1000];
  int fd = file_of(path, "");
  struct rlimit limit = {600, RLIM_INFINITY};
  CHECK_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  handle(SIGXFSZ, SIG_IGN, 0);
  CHECK_EQ(write(fd, bytes, 500), 500);
  CHECK_EQ(write(fd, bytes, 500), 100); /* what fits */
  CHECK_ERRNO(write(fd, bytes, 1), EFBIG);
  CHECK_EQ(pwrite(fd, bytes, 500, 300), 300);
  CHECK_ERRNO(pwrite(fd, bytes, 1, 600), EFBIG);
  CHECK_ERRNO(ftruncate(fd, 601), EFBIG);
  CHECK_EQ(ftruncate(fd, 600), 0);
  CHECK_EQ(ftruncate(fd, 10), 0);
  CHECK_EQ(pwrite(fd, bytes, 100, 0), 100);

  handle(SIGXFSZ, count, 0);
  signals = 0;
  CHECK_ERRNO(pwrite(fd, bytes, 1, 700), EFBIG);
  CHECK_EQ(signals, 1);
  CHECK_ERRNO(ftruncate(fd, 10000), EFBIG);
  CHECK_EQ(signals, 2);
  CHECK_EQ(pwrite(fd, bytes, 500, 200), 400); /* a part: no signal */
  CHECK_EQ(signals, 2);

  handle(SIGXFSZ, SIG_DFL, 0);
  pid_t child = fork();
  if (child == 0) {
    ssize_t unused = pwrite(fd, bytes, 1, 600);
    _exit(unused == 1);
  }
  CHECK_EQ(outcome(child), KILLED_BY(SIGXFSZ));
  limit.rlim_cur = RLIM_INFINITY;
  CHECK_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  CHECK_EQ(pwrite(fd, bytes, 1000, 600), 1000);
  CHECK_EQ(unlink(path), 0);
}

int main(void) {
  at("/dev/shm/fw-c-limit-size");
  at("/tmp/fw-c-limit-size");
  int ends[2];
  struct rlimit limit = {0, RLIM_INFINITY};
  CHECK_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(write(ends[1], "x", 1), 1); /* a pipe has no size */
  return check_end();
}
