/* What poll reports of pipes, files and devices, and how long it waits. */
#include "process.h"

#include <poll.h>

#define ALL (POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM | POLLPRI)

static int events_of(int fd, short wanted) {
  struct pollfd one = {.fd = fd, .events = wanted};
  int ready = poll(&one, 1, 0);
  if (ready != (one.revents != 0)) return -1;
  return one.revents;
}

int main(void) {
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(events_of(ends[0], POLLIN), 0);
  CHECK_EQ(events_of(ends[1], POLLOUT), POLLOUT);
  CHECK_EQ(events_of(ends[1], POLLIN), 0);
  CHECK_EQ(events_of(ends[0], POLLOUT), 0);
  CHECK_EQ(write(ends[1], "x", 1), 1);
  CHECK_EQ(events_of(ends[0], POLLIN), POLLIN);
  CHECK_EQ(events_of(ends[0], ALL), POLLIN | POLLRDNORM);
  CHECK_EQ(events_of(ends[1], ALL), POLLOUT | POLLWRNORM);
  CHECK_EQ(close(ends[1]), 0);
  CHECK_EQ(events_of(ends[0], POLLIN), POLLIN | POLLHUP);
  char byte;
  CHECK_EQ(read(ends[0], &byte, 1), 1);
  CHECK_EQ(events_of(ends[0], POLLIN), POLLHUP);
  CHECK_EQ(events_of(ends[0], 0), POLLHUP); /* told without being asked for */
  CHECK_EQ(close(ends[0]), 0);
  CHECK_EQ(events_of(ends[0], POLLIN), POLLNVAL);

  CHECK_EQ(pipe2(ends, O_NONBLOCK), 0);
  static char page[4096];
  while (write(ends[1], page, sizeof page) > 0) {
  }
  CHECK_EQ(events_of(ends[1], POLLOUT), 0);
  CHECK_EQ(read(ends[0], page, 4096), 4096);
  CHECK_EQ(events_of(ends[1], POLLOUT), POLLOUT);
  CHECK_EQ(close(ends[0]), 0);
  CHECK_EQ(events_of(ends[1], POLLOUT), POLLOUT | POLLERR);
  CHECK_EQ(events_of(ends[1], 0), POLLERR);

  int file = file_of("/tmp/fw-c-poll", "");
  CHECK_EQ(events_of(file, POLLIN | POLLOUT), POLLIN | POLLOUT);
  int object = file_of("/dev/shm/fw-c-poll", "");
  CHECK_EQ(events_of(object, POLLIN | POLLOUT), POLLIN | POLLOUT);
  int null = CHECK_FD(open("/dev/null", O_RDWR));
  CHECK_EQ(events_of(null, POLLIN | POLLOUT), POLLIN | POLLOUT);

  /* several at once; a negative descriptor is passed over */
  int other[2];
  CHECK_EQ(pipe(other), 0);
  struct pollfd fds[4] = {{.fd = other[0], .events = POLLIN},
                          {.fd = file, .events = POLLIN},
                          {.fd = -5, .events = POLLIN, .revents = 7},
                          {.fd = 999, .events = POLLIN}};
  CHECK_EQ(poll(fds, 4, 1000), 2);
  CHECK_EQ(fds[0].revents, 0);
  CHECK_EQ(fds[1].revents, POLLIN);
  CHECK_EQ(fds[2].revents, 0);
  CHECK_EQ(fds[3].revents, POLLNVAL);

  /* waiting: until the time is over, until something comes, until a signal comes */
  struct timespec before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  CHECK_EQ(poll(fds, 1, 20), 0);
  clock_gettime(CLOCK_MONOTONIC, &after);
  long waited = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
  CHECK(waited >= 19);
  CHECK_EQ(poll(NULL, 0, 5), 0);
  CHECK_EQ(poll(NULL, 0, 0), 0);
  pid_t child = fork();
  if (child == 0) {
    pause_ms(3);
    _exit(write(other[1], "y", 1) == 1 ? 0 : 1);
  }
  CHECK_EQ(poll(fds, 1, -1), 1);
  CHECK_EQ(fds[0].revents, POLLIN);
  CHECK_EQ(outcome(child), 0);
  CHECK_ERRNO(syscall(SYS_poll, fds, 5000, 0), EINVAL);
  CHECK_EQ(unlink("/tmp/fw-c-poll"), 0);
  CHECK_EQ(unlink("/dev/shm/fw-c-poll"), 0);
  return check_end();
}
