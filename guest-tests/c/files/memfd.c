/* memfd_create: a file in memory that never had a name. */
#include "process.h"

#include <sys/mman.h>

static void in_the_child(void) {
  char bytes[8];
  CHECK_EQ(pread(3, bytes, 5, 0), 5);
  CHECK_EQ(memcmp(bytes, "hello", 5), 0);
  CHECK_EQ(pwrite(3, "child", 5, 0), 5);
}

int main(void) {
  int fd = CHECK_FD(memfd_create("fw-c-memfd", 0));
  CHECK_EQ(fd, 3);
  CHECK_EQ(fcntl(fd, F_GETFD), 0);
  CHECK_EQ(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
  struct stat status;
  CHECK_EQ(fstat(fd, &status), 0);
  CHECK(S_ISREG(status.st_mode));
  CHECK_EQ(status.st_size, 0);
  CHECK_EQ(status.st_nlink, 0);
  CHECK_EQ(write(fd, "hello", 5), 5);
  CHECK_EQ(ftruncate(fd, 10000), 0);
  char *map = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  CHECK(map != MAP_FAILED);
  CHECK_EQ(memcmp(map, "hello\0", 6), 0);
  CHECK_EQ(in_child(in_the_child), 0);
  CHECK_EQ(memcmp(map, "child\0", 6), 0);
  CHECK_EQ(close(fd), 0);
  CHECK_EQ(map[0], 'c');

  int at_exec = CHECK_FD(memfd_create("fw-c-memfd", MFD_CLOEXEC));
  CHECK_EQ(fcntl(at_exec, F_GETFD), FD_CLOEXEC);
  int same_name = CHECK_FD(memfd_create("fw-c-memfd", 0));
  struct stat other;
  CHECK_EQ(fstat(at_exec, &status), 0);
  CHECK_EQ(fstat(same_name, &other), 0);
  CHECK(status.st_ino != other.st_ino);
  CHECK_EQ(close(CHECK_FD(memfd_create("", 0))), 0);
  static char name[300];
  memset(name, 'n', 249);
  CHECK_EQ(close(CHECK_FD(memfd_create(name, 0))), 0);
  name[249] = 'n';
  CHECK_ERRNO(memfd_create(name, 0), EINVAL);
  CHECK_ERRNO(memfd_create("x", 0x8000), EINVAL);
  CHECK_ERRNO(syscall(SYS_memfd_create, NULL, 0), EFAULT);
  CHECK_ERRNO(access("/dev/shm/fw-c-memfd", F_OK), ENOENT);
  return check_end();
}
