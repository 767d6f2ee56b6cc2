/* truncate and ftruncate set a file's length, and what comes back after a cut is zero. */
#include "process.h"

static void at(const char *path) {
  char bytes[16];
  int fd = file_of(path, "0123456789");
  struct stat status;
  CHECK_EQ(ftruncate(fd, 4), 0);
  CHECK_EQ(pread(fd, bytes, 16, 0), 4);
  CHECK_EQ(ftruncate(fd, 8), 0);
  CHECK_EQ(pread(fd, bytes, 16, 0), 8);
  CHECK(memcmp(bytes, "0123\0\0\0\0", 8) == 0);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 0);
  CHECK_EQ(lseek(fd, 8, SEEK_SET), 8);
  CHECK_EQ(truncate(path, 2), 0);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 8); /* the offset stays where it was */
  CHECK_EQ(read(fd, bytes, 16), 0);
  CHECK_EQ(fstat(fd, &status), 0);
  CHECK_EQ(status.st_size, 2);
  CHECK_EQ(truncate(path, 100000), 0);
  CHECK_EQ(fstat(fd, &status), 0);
  CHECK_EQ(status.st_size, 100000);
  CHECK_EQ(pread(fd, bytes, 16, 99990), 10);
  CHECK(memcmp(bytes, "\0\0\0\0\0\0\0\0\0\0", 10) == 0);
  CHECK_EQ(truncate(path, 0), 0);
  CHECK_EQ(ftruncate(fd, 0), 0);
  CHECK_EQ(pread(fd, bytes, 16, 0), 0);

  CHECK_ERRNO(ftruncate(fd, -1), EINVAL);
  CHECK_ERRNO(truncate(path, -1), EINVAL);
  int reading = CHECK_FD(open(path, O_RDONLY));
  CHECK_ERRNO(ftruncate(reading, 0), EINVAL);
  CHECK_EQ(unlink(path), 0);
  CHECK_ERRNO(truncate(path, 0), ENOENT);
  CHECK_EQ(ftruncate(fd, 5), 0);
}

int main(void) {
  at("/dev/shm/fw-c-truncate");
  at("/tmp/fw-c-truncate");
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  CHECK_ERRNO(ftruncate(ends[0], 0), EINVAL);
  CHECK_ERRNO(ftruncate(ends[1], 0), EINVAL);
  int null = CHECK_FD(open("/dev/null", O_RDWR));
  CHECK_ERRNO(ftruncate(null, 0), EINVAL);
  CHECK_ERRNO(truncate("/dev/null", 0), EINVAL);
  CHECK_ERRNO(truncate("/tmp", 0), EISDIR);
  CHECK_ERRNO(truncate("", 0), ENOENT);
  CHECK_ERRNO(truncate("/tmp/fw-c-missing/x", 0), ENOENT);
  int directory = CHECK_FD(open("/tmp", O_RDONLY));
  CHECK_ERRNO(ftruncate(directory, 0), EINVAL);
  return check_end();
}
