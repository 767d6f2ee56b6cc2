/* Reading and writing move the offset, end at the end, and leave holes that read as zeros. */
#include "process.h"

static void at(const char *path) {
  char bytes[64];
  int fd = file_of(path, "");
  CHECK_EQ(read(fd, bytes, sizeof bytes), 0);
  CHECK_EQ(write(fd, "hello, world", 12), 12);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 12);
  CHECK_EQ(read(fd, bytes, sizeof bytes), 0);
  CHECK_EQ(lseek(fd, 7, SEEK_SET), 7);
  CHECK_EQ(read(fd, bytes, sizeof bytes), 5);
  CHECK(memcmp(bytes, "world", 5) == 0);
  CHECK_EQ(lseek(fd, -5, SEEK_CUR), 7);
  CHECK_EQ(write(fd, "there", 5), 5);
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  CHECK_EQ(read(fd, bytes, 12), 12);
  CHECK(memcmp(bytes, "hello, there", 12) == 0);
  CHECK_EQ(write(fd, "", 0), 0);

  /* beyond the end: zeros between, across a page */
  CHECK_EQ(lseek(fd, 5000, SEEK_SET), 5000);
  CHECK_EQ(read(fd, bytes, 1), 0);
  CHECK_EQ(write(fd, "far", 3), 3);
  struct stat status;
  CHECK_EQ(fstat(fd, &status), 0);
  CHECK_EQ(status.st_size, 5003);
  static char all[6000];
  memset(all, 'x', sizeof all);
  CHECK_EQ(pread(fd, all, sizeof all, 0), 5003);
  int zeros = 0;
  for (int i = 12; i < 5000; i++) zeros += all[i] == 0;
  CHECK_EQ(zeros, 4988);
  CHECK(memcmp(all + 5000, "far", 3) == 0);
  CHECK_EQ(all[5003], 'x');

  /* much at once, and byte by byte */
  static char large[100000];
  for (size_t i = 0; i < sizeof large; i++) large[i] = (char)(i * 7);
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  CHECK_EQ(write(fd, large, sizeof large), 100000);
  static char back[100001];
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  CHECK_EQ(read(fd, back, sizeof back), 100000);
  CHECK(memcmp(large, back, sizeof large) == 0);
  CHECK_EQ(lseek(fd, 4090, SEEK_SET), 4090);
  int same = 0;
  for (int i = 0; i < 12; i++) {
    char one;
    same += read(fd, &one, 1) == 1 && one == large[4090 + i];
  }
  CHECK_EQ(same, 12);
  CHECK_EQ(close(fd), 0);
  CHECK_ERRNO(close(fd), EBADF);
  CHECK_EQ(unlink(path), 0);
}

int main(void) {
  at("/dev/shm/fw-c-read-write");
  at("/tmp/fw-c-read-write");
  int directory = CHECK_FD(open("/tmp", O_RDONLY));
  char byte;
  CHECK_ERRNO(read(directory, &byte, 1), EISDIR);
  CHECK_ERRNO(write(directory, &byte, 1), EBADF);
  return check_end();
}
