/* /dev/null swallows, /dev/zero gives zeros. */
#include "process.h"

int main(void) {
  static char bytes[10000];
  int null = CHECK_FD(open("/dev/null", O_RDWR));
  CHECK_EQ(write(null, bytes, sizeof bytes), 10000);
  CHECK_EQ(read(null, bytes, sizeof bytes), 0);
  CHECK_EQ(pread(null, bytes, 10, 100), 0);
  CHECK_EQ(pwrite(null, bytes, 10, 100), 10);
  CHECK_EQ(close(null), 0);
  CHECK_EQ(close(CHECK_FD(open("/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600))), 0);
  CHECK_ERRNO(open("/dev/null", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
  CHECK_ERRNO(open("/dev/null", O_RDONLY | O_DIRECTORY), ENOTDIR);
  CHECK_ERRNO(open("/dev/null/", O_RDONLY), ENOTDIR);

  int zero = CHECK_FD(open("/dev/zero", O_RDWR));
  memset(bytes, 'x', sizeof bytes);
  CHECK_EQ(read(zero, bytes, 9000), 9000);
  int zeros = 0;
  for (int i = 0; i < 9000; i++) zeros += bytes[i] == 0;
  CHECK_EQ(zeros, 9000);
  CHECK_EQ(bytes[9000], 'x');
  CHECK_EQ(write(zero, "abc", 3), 3);
  CHECK_EQ(read(zero, bytes, 3), 3);
  CHECK_EQ(bytes[0] | bytes[1] | bytes[2], 0);
  int only_read = CHECK_FD(open("/dev/zero", O_RDONLY));
  CHECK_ERRNO(write(only_read, "x", 1), EBADF);

  /* standard input is at its end */
  CHECK_EQ(read(0, bytes, 10), 0);
  return check_end();
}
