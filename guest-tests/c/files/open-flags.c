/*
 * What each flag of open does, in /dev/shm and in /tmp.
 *
 * Builds: static-pie
 */
#include "process.h"

static off_t size_of(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? status.st_size : -1;
}

static void flags_at(const char *path) {
  char bytes[16];
  unlink(path);
  CHECK_ERRNO(open(path, O_RDWR), ENOENT);
  int fd = CHECK_FD(open(path, O_RDWR | O_CREAT, 0640));
  CHECK_EQ(size_of(fd), 0);
  CHECK_EQ(write(fd, "0123456789", 10), 10);
  CHECK_ERRNO(open(path, O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);

  /* without O_TRUNC the bytes stay, and another open begins at 0 */
  int other = CHECK_FD(open(path, O_RDWR | O_CREAT, 0600));
  CHECK_EQ(size_of(other), 10);
  CHECK_EQ(read(other, bytes, 3), 3);
  CHECK(memcmp(bytes, "012", 3) == 0);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 10);
  CHECK_EQ(close(other), 0);

  /* the mode of a file that exists stays as it is */
  struct stat status;
  CHECK_EQ(stat(path, &status), 0);
  CHECK_EQ(status.st_mode & 07777, 0640);

  int appending = CHECK_FD(open(path, O_WRONLY | O_APPEND));
  CHECK_EQ(lseek(appending, 0, SEEK_CUR), 0);
  CHECK_EQ(lseek(appending, 2, SEEK_SET), 2);
  CHECK_EQ(write(appending, "ab", 2), 2);
  CHECK_EQ(lseek(appending, 0, SEEK_CUR), 12);
  CHECK_EQ(pread(fd, bytes, 12, 0), 12);
  CHECK(memcmp(bytes, "0123456789ab", 12) == 0);
  CHECK_EQ(close(appending), 0);

  int reading = CHECK_FD(open(path, O_RDONLY));
  CHECK_ERRNO(write(reading, "x", 1), EBADF);
  CHECK_EQ(read(reading, bytes, 1), 1);
  CHECK_EQ(close(reading), 0);
  int writing = CHECK_FD(open(path, O_WRONLY));
  CHECK_ERRNO(read(writing, bytes, 1), EBADF);
  CHECK_EQ(write(writing, "X", 1), 1);
  CHECK_EQ(close(writing), 0);

  int cut = CHECK_FD(open(path, O_RDWR | O_TRUNC));
  CHECK_EQ(size_of(cut), 0);
  CHECK_EQ(size_of(fd), 0);
  CHECK_EQ(close(cut), 0);
  /* the offset of the other description is where it was: writing leaves a hole */
  CHECK_EQ(write(fd, "z", 1), 1);
  CHECK_EQ(size_of(fd), 11);
  CHECK_EQ(pread(fd, bytes, 11, 0), 11);
  CHECK(memcmp(bytes, "\0\0\0\0\0\0\0\0\0\0z", 11) == 0);

  int at_exec = CHECK_FD(open(path, O_RDONLY | O_CLOEXEC));
  CHECK_EQ(fcntl(at_exec, F_GETFD), FD_CLOEXEC);
  CHECK_EQ(fcntl(fd, F_GETFD), 0);
  CHECK_EQ(close(at_exec), 0);
  CHECK_ERRNO(open(path, O_RDONLY | O_DIRECTORY), ENOTDIR);
  CHECK_EQ(close(CHECK_FD(open(path, O_RDONLY | O_NOFOLLOW))), 0);
  CHECK_EQ(close(CHECK_FD(open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_SYNC))), 0);

  int only_path = CHECK_FD(open(path, O_PATH));
  CHECK_ERRNO(read(only_path, bytes, 1), EBADF);
  CHECK_ERRNO(write(only_path, bytes, 1), EBADF);
  CHECK_ERRNO(ftruncate(only_path, 0), EBADF);
  CHECK_EQ(size_of(only_path), 11);
  CHECK_EQ(close(only_path), 0);
  CHECK_EQ(close(fd), 0);
  CHECK_EQ(unlink(path), 0);
}

int main(void) {
  flags_at("/dev/shm/fw-c-open-flags");
  flags_at("/tmp/fw-c-open-flags");
  /* the lowest free descriptor is taken */
  int first = CHECK_FD(open("/dev/null", O_RDONLY));
  int second = CHECK_FD(open("/dev/null", O_RDONLY));
  CHECK_EQ(first, 3);
  CHECK_EQ(second, 4);
  CHECK_EQ(close(first), 0);
  CHECK_EQ(open("/dev/null", O_RDONLY), 3);
  return check_end();
}
