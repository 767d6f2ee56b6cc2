/* Positioned transfers leave the offset alone; their positions are checked. */
#include "process.h"

#include <limits.h>

int main(void) {
  char bytes[32];
  int fd = file_of("/tmp/fw-c-pread", "0123456789");
  CHECK_EQ(lseek(fd, 3, SEEK_SET), 3);
  CHECK_EQ(pread(fd, bytes, 4, 6), 4);
  CHECK(memcmp(bytes, "6789", 4) == 0);
  CHECK_EQ(pread(fd, bytes, 10, 8), 2);
  CHECK_EQ(pread(fd, bytes, 10, 10), 0);
  CHECK_EQ(pread(fd, bytes, 10, 1L << 40), 0);
  CHECK_EQ(pwrite(fd, "ab", 2, 4), 2);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 3);
  CHECK_EQ(read(fd, bytes, 4), 4);
  CHECK(memcmp(bytes, "3ab6", 4) == 0);
  CHECK_EQ(pwrite(fd, "end", 3, 20), 3);
  CHECK_EQ(pread(fd, bytes, sizeof bytes, 9), 14);
  CHECK(memcmp(bytes, "9\0\0\0\0\0\0\0\0\0\0end", 14) == 0);
  CHECK_ERRNO(pread(fd, bytes, 1, -1), EINVAL);
  CHECK_ERRNO(pwrite(fd, bytes, 1, -1), EINVAL);
  CHECK_ERRNO(pread(fd, bytes, 1, LONG_MIN), EINVAL);
  CHECK_EQ(pread(fd, bytes, 0, 0), 0);
  CHECK_EQ(pwrite(fd, bytes, 0, 0), 0);

  int reading = CHECK_FD(open("/tmp/fw-c-pread", O_RDONLY));
  CHECK_ERRNO(pwrite(reading, "x", 1, 0), EBADF);
  int writing = CHECK_FD(open("/tmp/fw-c-pread", O_WRONLY));
  CHECK_ERRNO(pread(writing, bytes, 1, 0), EBADF);

  /* Linux writes at the end all the same when the file is open for appending (man pwrite, BUGS) */
  int appending = CHECK_FD(open("/tmp/fw-c-pread", O_WRONLY | O_APPEND));
  CHECK_EQ(pwrite(appending, "Z", 1, 0), 1);
  CHECK_EQ(pread(fd, bytes, sizeof bytes, 0), 24);
  CHECK_EQ(bytes[0], '0');
  CHECK_EQ(bytes[23], 'Z');

  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  CHECK_ERRNO(pread(ends[0], bytes, 1, 0), ESPIPE);
  CHECK_ERRNO(pwrite(ends[1], bytes, 1, 0), ESPIPE);
  CHECK_EQ(unlink("/tmp/fw-c-pread"), 0);
  return check_end();
}
