/* writev to a pipe: up to PIPE_BUF bytes of all buffers go together or not at all. */
#include "process.h"

#include <limits.h>
#include <sys/mman.h>
#include <sys/uio.h>

int main(void) {
  static char bytes[PIPE_BUF];
  int ends[2];
  CHECK_EQ(pipe2(ends, O_NONBLOCK), 0);
  struct iovec parts[3] = {{"abc", 3}, {bytes, 0}, {"defg", 4}};
  CHECK_EQ(writev(ends[1], parts, 3), 7);
  CHECK_EQ(read(ends[0], bytes, sizeof bytes), 7);
  CHECK(memcmp(bytes, "abcdefg", 7) == 0);

  int capacity = 0;
  while (write(ends[1], bytes, PIPE_BUF) == PIPE_BUF) capacity += PIPE_BUF;
  CHECK_EQ(capacity, 65536);
  CHECK_ERRNO(writev(ends[1], parts, 3), EAGAIN);
  /* a page is free: what two buffers fill goes in, and one byte more does not */
  CHECK_EQ(read(ends[0], bytes, PIPE_BUF), PIPE_BUF);
  struct iovec large[2] = {{bytes, PIPE_BUF - 10}, {bytes, 5}};
  CHECK_EQ(writev(ends[1], large, 2), PIPE_BUF - 5);
  struct iovec small[2] = {{bytes, 3}, {bytes, 3}};
  CHECK_ERRNO(writev(ends[1], small, 2), EAGAIN);
  small[1].iov_len = 2;
  CHECK_EQ(writev(ends[1], small, 2), 5);
  CHECK_ERRNO(write(ends[1], bytes, 1), EAGAIN);

  /* nothing of a vector that leads nowhere */
  CHECK_EQ(close(ends[0]), 0);
  CHECK_EQ(close(ends[1]), 0);
  CHECK_EQ(pipe2(ends, O_NONBLOCK), 0);
  char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(page != MAP_FAILED);
  CHECK_EQ(munmap(page + 4096, 4096), 0);
  struct iovec nowhere[2] = {{"abc", 3}, {page + 4096, 3}};
  CHECK_ERRNO(writev(ends[1], nowhere, 2), EFAULT);
  CHECK_ERRNO(read(ends[0], bytes, sizeof bytes), EAGAIN);

  /* nobody reads */
  handle(SIGPIPE, SIG_IGN, 0);
  CHECK_EQ(close(ends[0]), 0);
  CHECK_ERRNO(writev(ends[1], parts, 3), EPIPE);
  return check_end();
}
