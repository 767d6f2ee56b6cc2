/* fcntl on descriptors: duplicates from a number on, and the flag of the descriptor alone. */
#include "process.h"

#include <sys/resource.h>

int main(void) {
  int fd = file_of("/dev/shm/fw-c-fcntl", "0123456789");
  CHECK_EQ(fd, 3);
  CHECK_EQ(fcntl(fd, F_GETFD), 0);
  CHECK_EQ(fcntl(fd, F_SETFD, FD_CLOEXEC), 0);
  CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
  CHECK_EQ(fcntl(fd, F_SETFD, 0), 0);
  CHECK_EQ(fcntl(fd, F_GETFD), 0);

  CHECK_EQ(fcntl(fd, F_DUPFD, 0), 4);
  CHECK_EQ(fcntl(fd, F_DUPFD, 20), 20);
  CHECK_EQ(fcntl(fd, F_DUPFD, 20), 21);
  CHECK_EQ(fcntl(fd, F_DUPFD, 19), 19);
  CHECK_EQ(fcntl(fd, F_DUPFD_CLOEXEC, 10), 10);
  CHECK_EQ(fcntl(10, F_GETFD), FD_CLOEXEC);
  CHECK_EQ(fcntl(20, F_GETFD), 0);
  CHECK_EQ(fcntl(fd, F_DUPFD, 1023), 1023);
  CHECK_ERRNO(fcntl(fd, F_DUPFD, 1023), EMFILE);
  CHECK_ERRNO(fcntl(fd, F_DUPFD, 1024), EINVAL);
  CHECK_ERRNO(fcntl(fd, F_DUPFD, -1), EINVAL);
  CHECK_ERRNO(fcntl(fd, F_DUPFD_CLOEXEC, 5000), EINVAL);
  CHECK_EQ(close(1023), 0);

  /* The flag is the descriptor's, the offset the description's. */
  CHECK_EQ(fcntl(fd, F_SETFD, FD_CLOEXEC), 0);
  CHECK_EQ(fcntl(4, F_GETFD), 0);
  CHECK_EQ(fcntl(dup(fd), F_GETFD), 0);
  CHECK_EQ(lseek(20, 6, SEEK_SET), 6);
  char byte;
  CHECK_EQ(read(fd, &byte, 1), 1);
  CHECK_EQ(byte, '6');
  CHECK_EQ(lseek(21, 0, SEEK_CUR), 7);

  CHECK_ERRNO(fcntl(fd, 9999), EINVAL);
  CHECK_ERRNO(fcntl(99, F_GETFD), EBADF);
  CHECK_ERRNO(fcntl(99, F_DUPFD, 0), EBADF);
  /* other bits than FD_CLOEXEC mean nothing */
  CHECK_EQ(fcntl(fd, F_SETFD, 6), 0);
  CHECK_EQ(fcntl(fd, F_GETFD), 0);
  CHECK_EQ(fcntl(fd, F_SETFD, -1), 0);
  CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
  CHECK_EQ(unlink("/dev/shm/fw-c-fcntl"), 0);
  return check_end();
}
