/* dup, dup2 and dup3: the same description under another number. */
#include "process.h"

int main(void) {
  char bytes[8];
  int fd = file_of("/tmp/fw-c-dup", "0123456789");
  CHECK_EQ(fd, 3);
  CHECK_EQ(dup(fd), 4);
  CHECK_EQ(dup2(fd, 50), 50);
  CHECK_EQ(dup3(fd, 51, O_CLOEXEC), 51);
  CHECK_EQ(fcntl(50, F_GETFD), 0);
  CHECK_EQ(fcntl(51, F_GETFD), FD_CLOEXEC);
  CHECK_EQ(fcntl(dup(51), F_GETFD), 0);
  CHECK_EQ(lseek(50, 4, SEEK_SET), 4);
  CHECK_EQ(read(4, bytes, 2), 2);
  CHECK_EQ(lseek(51, 0, SEEK_CUR), 6);
  CHECK_EQ(close(fd), 0);
  CHECK_EQ(read(50, bytes, 2), 2);
  CHECK(memcmp(bytes, "67", 2) == 0);

  /* what was there is closed */
  int other = file_of("/tmp/fw-c-dup-2", "abc");
  CHECK_EQ(other, 3);
  CHECK_EQ(dup2(other, 50), 50);
  CHECK_EQ(read(50, bytes, 8), 3);
  CHECK_EQ(dup2(50, 50), 50);
  CHECK_EQ(dup2(4, 4), 4);
  CHECK_EQ(fcntl(51, F_GETFD), FD_CLOEXEC);
  CHECK_EQ(dup2(51, 51), 51); /* nothing happens, the flag stays */
  CHECK_EQ(fcntl(51, F_GETFD), FD_CLOEXEC);
  CHECK_EQ(dup2(50, 51), 51);
  CHECK_EQ(fcntl(51, F_GETFD), 0);

  CHECK_ERRNO(dup(99), EBADF);
  CHECK_ERRNO(dup2(99, 5), EBADF);
  CHECK_ERRNO(dup2(99, 99), EBADF);
  CHECK_ERRNO(dup2(other, -1), EBADF);
  CHECK_ERRNO(dup2(other, 1024), EBADF);
  CHECK_ERRNO(syscall(SYS_dup3, other, other, 0), EINVAL);
  CHECK_ERRNO(syscall(SYS_dup3, other, 60, O_APPEND), EINVAL);
  CHECK_ERRNO(dup3(99, 60, 0), EBADF);
  CHECK_ERRNO(dup3(other, 1024, 0), EBADF);
  CHECK_ERRNO(fcntl(60, F_GETFD), EBADF);
  CHECK_EQ(dup2(other, 1023), 1023);

  /* a pipe's end that is held twice is open until both are closed */
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  int copy = dup(ends[1]);
  CHECK_EQ(close(ends[1]), 0);
  CHECK_EQ(write(copy, "x", 1), 1);
  CHECK_EQ(close(copy), 0);
  CHECK_EQ(read(ends[0], bytes, 8), 1);
  CHECK_EQ(read(ends[0], bytes, 8), 0);

  /* standard output can be turned round and back */
  int keep = dup(1);
  int to = file_of("/tmp/fw-c-dup-3", "");
  int turned = dup2(to, 1);
  ssize_t written = write(1, "into the file\n", 14);
  int back = dup2(keep, 1);
  CHECK_EQ(turned, 1);
  CHECK_EQ(written, 14);
  CHECK_EQ(back, 1);
  CHECK_EQ(lseek(to, 0, SEEK_END), 14);
  CHECK_EQ(unlink("/tmp/fw-c-dup"), 0);
  CHECK_EQ(unlink("/tmp/fw-c-dup-2"), 0);
  CHECK_EQ(unlink("/tmp/fw-c-dup-3"), 0);
  return check_end();
}
