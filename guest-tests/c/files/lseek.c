/* Where lseek goes, in a file, a pipe and a device, and what it finds of data and holes. */
#include "process.h"

#include <limits.h>

static void at(const char *path) {
  int fd = file_of(path, "0123456789");
  CHECK_EQ(lseek(fd, 4, SEEK_SET), 4);
  CHECK_EQ(lseek(fd, 3, SEEK_CUR), 7);
  CHECK_EQ(lseek(fd, -7, SEEK_CUR), 0);
  CHECK_EQ(lseek(fd, 0, SEEK_END), 10);
  CHECK_EQ(lseek(fd, -10, SEEK_END), 0);
  CHECK_EQ(lseek(fd, 100, SEEK_END), 110);
  CHECK_ERRNO(lseek(fd, -1, SEEK_SET), EINVAL);
  CHECK_ERRNO(lseek(fd, -111, SEEK_CUR), EINVAL);
  CHECK_ERRNO(lseek(fd, -11, SEEK_END), EINVAL);
  CHECK_ERRNO(lseek(fd, 0, 5), EINVAL);
  CHECK_ERRNO(lseek(fd, 0, -1), EINVAL);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 110); /* a refused one moves nothing */
  CHECK_EQ(lseek(fd, 1L << 31, SEEK_SET), 1L << 31);
  CHECK_EQ(lseek(fd, 1L << 33, SEEK_SET), 1L << 33);
  struct stat status;
  CHECK_EQ(fstat(fd, &status), 0);
  CHECK_EQ(status.st_size, 10); /* seeking makes nothing longer */

  /* A file that is full of bytes: all data, with the hole that every file has at its end. */
  CHECK_EQ(lseek(fd, 0, SEEK_DATA), 0);
  CHECK_EQ(lseek(fd, 7, SEEK_DATA), 7);
  CHECK_EQ(lseek(fd, 0, SEEK_HOLE), 10);
  CHECK_EQ(lseek(fd, 9, SEEK_HOLE), 10);
  CHECK_ERRNO(lseek(fd, 10, SEEK_DATA), ENXIO);
  CHECK_ERRNO(lseek(fd, 10, SEEK_HOLE), ENXIO);
  CHECK_ERRNO(lseek(fd, -1, SEEK_DATA), ENXIO);
  CHECK_ERRNO(lseek(fd, -1, SEEK_HOLE), ENXIO);
  CHECK_ERRNO(lseek(fd, 1000, SEEK_DATA), ENXIO);

  /* One with a hole: a file system may tell of it or not (man lseek). */
  CHECK_EQ(pwrite(fd, "end", 3, 1 << 20), 3);
  off_t data = lseek(fd, 1 << 19, SEEK_DATA);
  CHECK(data == 1 << 19 || data == 1 << 20);
  off_t hole = lseek(fd, 0, SEEK_HOLE);
  CHECK(hole == 4096 || hole == (1 << 20) + 3);
  CHECK_EQ(lseek(fd, 1 << 20, SEEK_HOLE), (1 << 20) + 3);
  CHECK_EQ(close(fd), 0);
  CHECK_EQ(unlink(path), 0);
}

int main(void) {
  at("/dev/shm/fw-c-lseek");
  at("/tmp/fw-c-lseek");
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  for (int whence = SEEK_SET; whence <= SEEK_HOLE; whence++) {
    CHECK_ERRNO(lseek(ends[0], 0, whence), ESPIPE);
    CHECK_ERRNO(lseek(ends[1], 0, whence), ESPIPE);
  }
  int null = CHECK_FD(open("/dev/null", O_RDWR));
  CHECK_EQ(lseek(null, 100, SEEK_SET), 0);
  CHECK_EQ(lseek(null, 100, SEEK_END), 0);
  return check_end();
}
