/* readv and writev go through their lists in order and count every byte. */
#include "process.h"

#include <limits.h>
#include <sys/uio.h>

int main(void) {
  int fd = file_of("/dev/shm/fw-c-vectors", "");
  struct iovec out[4] = {{"one", 3}, {NULL, 0}, {"two", 3}, {"three", 5}};
  CHECK_EQ(writev(fd, out, 4), 11);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 11);
  char a[4] = {0}, b[2] = {0}, c[16] = {0};
  struct iovec in[3] = {{a, 4}, {b, 2}, {c, 16}};
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  CHECK_EQ(readv(fd, in, 3), 11);
  CHECK(memcmp(a, "onet", 4) == 0);
  CHECK(memcmp(b, "wo", 2) == 0);
  CHECK(memcmp(c, "three", 6) == 0);
  CHECK_EQ(readv(fd, in, 3), 0);
  CHECK_EQ(readv(fd, in, 0), 0);
  CHECK_EQ(writev(fd, out, 0), 0);
  CHECK_ERRNO(syscall(SYS_writev, fd, out, -1L), EINVAL);
  CHECK_ERRNO(syscall(SYS_readv, fd, in, -1L), EINVAL);

  static struct iovec many[1025];
  static char bytes[1025];
  for (int i = 0; i < 1025; i++) {
    bytes[i] = (char)('a' + i % 26);
    many[i] = (struct iovec){bytes + i, 1};
  }
  CHECK_EQ(ftruncate(fd, 0), 0);
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  CHECK_ERRNO(syscall(SYS_writev, fd, many, 1025), EINVAL);
  CHECK_EQ(syscall(SYS_writev, fd, many, 1024), 1024);
  char back[1024];
  CHECK_EQ(pread(fd, back, sizeof back, 0), 1024);
  CHECK(memcmp(back, bytes, 1024) == 0);

  struct iovec negative[2] = {{bytes, 1}, {bytes, (size_t)-1}};
  CHECK_ERRNO(writev(fd, negative, 2), EINVAL);
  CHECK_ERRNO(readv(fd, negative, 2), EINVAL);

  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(writev(ends[1], out, 4), 11);
  memset(c, 0, sizeof c);
  CHECK_EQ(readv(ends[0], in, 3), 11);
  CHECK(memcmp(c, "three", 6) == 0);
  CHECK_ERRNO(readv(ends[1], in, 3), EBADF);
  CHECK_ERRNO(writev(ends[0], out, 4), EBADF);

  /* To standard output in one piece. */
  struct iovec line[2] = {{"from writev: ", 13}, {"one line\n", 9}};
  CHECK_EQ(writev(1, line, 2), 22);
  CHECK_EQ(unlink("/dev/shm/fw-c-vectors"), 0);
  return check_end();
}
