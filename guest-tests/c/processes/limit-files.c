/* RLIMIT_NOFILE: the next descriptor is EMFILE, what is open stays open. */
#include "process.h"

#include <sys/resource.h>

int main(void) {
  struct rlimit limit;
  for (int i = 3; i < 1024; i++) close(i); /* whatever it was started with */
  CHECK_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  CHECK_EQ(limit.rlim_cur, 1024);
  int count = 0, fd, last = -1;
  while ((fd = open("/dev/null", O_RDONLY)) >= 0) {
    last = fd;
    count++;
  }
  CHECK_EQ(errno, EMFILE);
  CHECK_EQ(count, 1021);
  CHECK_EQ(last, 1023);
  int ends[2] = {-7, -7};
  CHECK_ERRNO(pipe(ends), EMFILE);
  CHECK_EQ(ends[0], -7);
  CHECK_ERRNO(dup(3), EMFILE);
  CHECK_ERRNO(fcntl(3, F_DUPFD, 0), EMFILE);
  CHECK_EQ(dup2(3, 1000), 1000); /* takes the place of one */
  CHECK_EQ(close(500), 0);
  CHECK_ERRNO(pipe(ends), EMFILE); /* one is not enough */
  CHECK_EQ(open("/dev/null", O_RDONLY), 500);
  for (int i = 3; i < 1024; i++) close(i);

  limit.rlim_cur = 5;
  CHECK_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  CHECK_EQ(open("/dev/null", O_RDONLY), 3);
  CHECK_EQ(open("/dev/null", O_RDONLY), 4);
  CHECK_ERRNO(open("/dev/null", O_RDONLY), EMFILE);
  CHECK_ERRNO(open("/tmp/fw-c-limit", O_RDWR | O_CREAT, 0600), EMFILE);
  CHECK_ERRNO(access("/tmp/fw-c-limit", F_OK), ENOENT); /* and nothing was made */
  CHECK_ERRNO(dup2(3, 5), EBADF);
  CHECK_ERRNO(fcntl(3, F_DUPFD, 5), EINVAL);
  pid_t child = fork();
  if (child == 0) _exit(open("/dev/null", O_RDONLY) == -1 && errno == EMFILE ? 0 : 1);
  CHECK_EQ(outcome(child), 0);
  limit.rlim_cur = 3;
  CHECK_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  CHECK_EQ(fcntl(4, F_GETFD), 0); /* still open, above the limit */
  CHECK_EQ(close(4), 0);
  CHECK_ERRNO(open("/dev/null", O_RDONLY), EMFILE);
  limit.rlim_cur = limit.rlim_max + 1;
  CHECK_ERRNO(setrlimit(RLIMIT_NOFILE, &limit), EINVAL);
  return check_end();
}
