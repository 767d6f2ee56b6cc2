/* A pipe without waiting: EAGAIN when empty or full, small writes whole or not at all. */
#include "process.h"

#include <limits.h>

int main(void) {
  int ends[2];
  static char page[PIPE_BUF];
  CHECK_EQ(PIPE_BUF, 4096);
  CHECK_EQ(pipe2(ends, O_NONBLOCK), 0);
  CHECK_ERRNO(read(ends[0], page, 1), EAGAIN);
  CHECK_ERRNO(read(ends[0], page, PIPE_BUF), EAGAIN);
  CHECK_EQ(read(ends[0], page, 0), 0);

  int capacity = 0;
  ssize_t n;
  while ((n = write(ends[1], page, PIPE_BUF)) == PIPE_BUF) capacity += PIPE_BUF;
  CHECK_EQ(n, -1);
  CHECK_EQ(errno, EAGAIN);
  CHECK_EQ(capacity, 65536);
  CHECK_ERRNO(write(ends[1], page, 1), EAGAIN);
  CHECK_ERRNO(write(ends[1], page, PIPE_BUF), EAGAIN);

  /* with less room than a page, a write of up to PIPE_BUF goes wholly or not at all */
  CHECK_EQ(read(ends[0], page, 100), 100);
  CHECK_ERRNO(write(ends[1], page, PIPE_BUF), EAGAIN);
  CHECK_EQ(read(ends[0], page, PIPE_BUF - 100), PIPE_BUF - 100);
  CHECK_EQ(write(ends[1], page, PIPE_BUF), PIPE_BUF);
  CHECK_ERRNO(write(ends[1], page, 1), EAGAIN);

  /* a larger one goes as far as there is room */
  static char large[100000];
  CHECK_EQ(read(ends[0], large, 2 * PIPE_BUF), 2 * PIPE_BUF);
  CHECK_EQ(write(ends[1], large, 3 * PIPE_BUF), 2 * PIPE_BUF);
  CHECK_EQ(read(ends[0], large, sizeof large), 65536);
  CHECK_ERRNO(read(ends[0], large, sizeof large), EAGAIN);
  CHECK_EQ(write(ends[1], large, sizeof large), 65536);
  CHECK_EQ(read(ends[0], large, sizeof large), 65536);

  CHECK_EQ(close(ends[1]), 0);
  CHECK_EQ(read(ends[0], large, 1), 0);

  /* the flag can be taken off one end */
  CHECK_EQ(pipe2(ends, O_NONBLOCK), 0);
  CHECK_EQ(fcntl(ends[0], F_SETFL, 0), 0);
  pid_t child = fork();
  if (child == 0) {
    pause_ms(2);
    _exit(write(ends[1], "x", 1) == 1 ? 0 : 1);
  }
  n = read(ends[0], page, 1); /* waits now */
  CHECK_EQ(n, 1);
  CHECK_EQ(outcome(child), 0);
  return check_end();
}
