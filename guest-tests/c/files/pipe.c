/*
 * A pipe keeps its bytes in order, ends when nobody can write any more, and breaks when nobody
 * can read.
 */
#include "process.h"

int main(void) {
  char bytes[64];
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(ends[0], 3);
  CHECK_EQ(ends[1], 4);
  CHECK_EQ(write(ends[1], "one", 3), 3);
  CHECK_EQ(write(ends[1], "two", 3), 3);
  CHECK_EQ(read(ends[0], bytes, 4), 4);
  CHECK(memcmp(bytes, "onet", 4) == 0);
  CHECK_EQ(read(ends[0], bytes, 64), 2);
  CHECK(memcmp(bytes, "wo", 2) == 0);
  CHECK_ERRNO(read(ends[1], bytes, 1), EBADF);
  CHECK_ERRNO(write(ends[0], bytes, 1), EBADF);
  CHECK_EQ(write(ends[1], "", 0), 0);

  /* what was written before the end was closed is still there */
  CHECK_EQ(write(ends[1], "last", 4), 4);
  CHECK_EQ(close(ends[1]), 0);
  CHECK_EQ(read(ends[0], bytes, 64), 4);
  CHECK_EQ(read(ends[0], bytes, 64), 0);
  CHECK_EQ(read(ends[0], bytes, 64), 0);
  CHECK_EQ(close(ends[0]), 0);

  /* without readers: EPIPE, and SIGPIPE for who does not ignore it */
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(close(ends[0]), 0);
  handle(SIGPIPE, SIG_IGN, 0);
  CHECK_ERRNO(write(ends[1], "x", 1), EPIPE);
  CHECK_EQ(write(ends[1], "", 0), 0);
  handle(SIGPIPE, SIG_DFL, 0);
  pid_t child = fork();
  if (child == 0) {
    ssize_t unused = write(ends[1], "x", 1);
    _exit(unused == 1);
  }
  CHECK_EQ(outcome(child), KILLED_BY(SIGPIPE));
  CHECK_EQ(close(ends[1]), 0);

  /* a child's bytes, and the end that comes when the child is gone */
  CHECK_EQ(pipe(ends), 0);
  child = fork();
  if (child == 0) {
    close(ends[0]);
    for (int i = 0; i < 5; i++) {
      pause_ms(1);
      if (write(ends[1], "abcde" + i, 1) != 1) _exit(1);
    }
    _exit(0);
  }
  CHECK_EQ(close(ends[1]), 0);
  size_t got = 0;
  ssize_t n;
  while ((n = read(ends[0], bytes + got, sizeof bytes - got)) > 0) got += (size_t)n;
  CHECK_EQ(n, 0);
  CHECK_EQ(got, 5);
  CHECK(memcmp(bytes, "abcde", 5) == 0);
  CHECK_EQ(outcome(child), 0);

  /* more than fits: the writer waits for the reader */
  CHECK_EQ(pipe(ends), 0);
  child = fork();
  if (child == 0) {
    close(ends[0]);
    static char large[300000];
    for (size_t i = 0; i < sizeof large; i++) large[i] = (char)(i % 251);
    _exit(write(ends[1], large, sizeof large) == (ssize_t)sizeof large ? 0 : 1);
  }
  CHECK_EQ(close(ends[1]), 0);
  static char piece[7001];
  size_t total = 0, right = 0;
  while ((n = read(ends[0], piece, sizeof piece)) > 0) {
    for (ssize_t i = 0; i < n; i++) right += piece[i] == (char)((total + (size_t)i) % 251);
    total += (size_t)n;
  }
  CHECK_EQ(total, 300000);
  CHECK_EQ(right, 300000);
  CHECK_EQ(outcome(child), 0);
  CHECK_ERRNO(pipe2(ends, 1), EINVAL);
  CHECK_ERRNO(pipe2(ends, O_APPEND), EINVAL);
  return check_end();
}
