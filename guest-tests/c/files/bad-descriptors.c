/* Every call that takes a descriptor refuses one that is not open, too large, or negative. */
#include "process.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/vfs.h>

int main(void) {
  static const struct {
    const char *name;
    long number;
    long second, third, fourth;
  } rows[] = {
      {"read", SYS_read, 0, 0, 0},
      {"write", SYS_write, 0, 0, 0},
      {"pread64", SYS_pread64, 0, 0, 0},
      {"pwrite64", SYS_pwrite64, 0, 0, 0},
      {"readv", SYS_readv, 0, 0, 0},
      {"writev", SYS_writev, 0, 0, 0},
      {"close", SYS_close, 0, 0, 0},
      {"lseek", SYS_lseek, 0, SEEK_SET, 0},
      {"fstat", SYS_fstat, 0, 0, 0},
      {"fstatfs", SYS_fstatfs, 0, 0, 0},
      {"fcntl F_DUPFD", SYS_fcntl, F_DUPFD, 0, 0},
      {"fcntl F_GETFD", SYS_fcntl, F_GETFD, 0, 0},
      {"fcntl F_SETFL", SYS_fcntl, F_SETFL, 0, 0},
      {"fcntl with a command that is none", SYS_fcntl, 9999, 0, 0},
      {"ioctl", SYS_ioctl, TIOCGWINSZ, 0, 0},
      {"dup", SYS_dup, 0, 0, 0},
      {"dup2", SYS_dup2, 5, 0, 0},
      {"dup3", SYS_dup3, 5, 0, 0},
      {"ftruncate", SYS_ftruncate, 0, 0, 0},
      {"fsync", SYS_fsync, 0, 0, 0},
      {"fdatasync", SYS_fdatasync, 0, 0, 0},
      {"fchmod", SYS_fchmod, 0600, 0, 0},
      {"getdents64", SYS_getdents64, 0, 0, 0},
  };
  static const int descriptors[] = {-1, 77, 1023, 1024, 1 << 20, 0x7fffffff, -100, (int)0x80000000};
  for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
    for (size_t i = 0; i < sizeof descriptors / sizeof *descriptors; i++) {
      CHECK_ERRNO_ROW(rows[row].name,
                      syscall(rows[row].number, descriptors[i], rows[row].second, rows[row].third,
                              rows[row].fourth),
                      EBADF);
    }
  }
  CHECK_ERRNO(mmap(NULL, 4096, PROT_READ, MAP_SHARED, 77, 0) == MAP_FAILED ? -1 : 0, EBADF);
  CHECK_ERRNO(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, -1, 0) == MAP_FAILED ? -1 : 0, EBADF);
  /* poll alone takes them: what is not open is told by POLLNVAL, what is negative is passed over */
  struct pollfd fds[2] = {{.fd = 77, .events = POLLIN}, {.fd = -1, .events = POLLIN}};
  CHECK_EQ(poll(fds, 2, 0), 1);
  CHECK_EQ(fds[0].revents, POLLNVAL);
  CHECK_EQ(fds[1].revents, 0);
  return check_end();
}
