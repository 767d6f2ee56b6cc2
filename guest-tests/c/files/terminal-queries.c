/* No terminal is anywhere: what asks for one is told ENOTTY. */
#include "process.h"

#include <sys/ioctl.h>
#include <termios.h>

int main(void) {
  struct winsize size;
  struct termios settings;
  int file = file_of("/tmp/fw-c-terminal", "x");
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  int fds[] = {0, 1, 2, file, ends[0], ends[1]};
  static const char *names[] = {"stdin", "stdout", "stderr", "a file", "a pipe's end", "the other"};
  for (size_t i = 0; i < sizeof fds / sizeof *fds; i++) {
    CHECK_ERRNO_ROW(names[i], ioctl(fds[i], TIOCGWINSZ, &size), ENOTTY);
    CHECK_ERRNO_ROW(names[i], ioctl(fds[i], TCGETS, &settings), ENOTTY);
    CHECK_ERRNO_ROW(names[i], tcgetattr(fds[i], &settings), ENOTTY);
    CHECK_ERRNO_ROW(names[i], ioctl(fds[i], 0xdeadbeefL, 0), ENOTTY);
    errno = 0;
    CHECK_ROW(names[i], isatty(fds[i]), 0);
    CHECK_ROW(names[i], errno, ENOTTY);
  }
  CHECK_ERRNO(ioctl(99, TIOCGWINSZ, &size), EBADF);
  CHECK_EQ(isatty(99), 0);
  CHECK_EQ(errno, EBADF);
  CHECK_EQ(unlink("/tmp/fw-c-terminal"), 0);
  return check_end();
}
