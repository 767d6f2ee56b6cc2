/* Files of /proc are read like others: positions, several readers, by number as by "self". */
#include "process.h"

int main(void) {
  char whole[8192], pieces[8192], path[64], name[4096];
  int fd = CHECK_FD(open("/proc/self/status", O_RDONLY));
  ssize_t length = read(fd, whole, sizeof whole);
  CHECK(length > 100 && length < (ssize_t)sizeof whole);
  CHECK_EQ(memcmp(whole, "Name:\t", 6), 0);
  CHECK_EQ(read(fd, pieces, 10), 0);
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  size_t got = 0;
  while (got < 60 && read(fd, pieces + got, 1) == 1) got++;
  CHECK_EQ(got, 60);
  CHECK_EQ(memcmp(whole, pieces, 16), 0);
  CHECK_EQ(lseek(fd, 6, SEEK_SET), 6);
  CHECK_EQ(read(fd, pieces, 4), 4);
  CHECK_EQ(memcmp(pieces, whole + 6, 4), 0);
  CHECK_ERRNO(write(fd, "x", 1), EBADF);
  struct stat status;
  CHECK_EQ(fstat(fd, &status), 0);
  CHECK(S_ISREG(status.st_mode));
  CHECK_EQ(status.st_mode & 0777, 0444);
  CHECK_EQ(status.st_size, 0);

  snprintf(path, sizeof path, "/proc/%d/status", getpid());
  int by_number = CHECK_FD(open(path, O_RDONLY));
  CHECK_EQ(read(by_number, pieces, 10), 10);
  CHECK_EQ(memcmp(pieces, whole, 10), 0);

  ssize_t target = readlink("/proc/self/exe", name, sizeof name - 1);
  CHECK(target > 0);
  name[target] = 0;
  CHECK_EQ(name[0], '/');
  CHECK_STR(strrchr(name, '/'), "/proc-files.elf");
  CHECK_EQ(access("/proc/self/exe", R_OK | X_OK), 0);
  int exe = CHECK_FD(open("/proc/self/exe", O_RDONLY));
  CHECK_EQ(read(exe, pieces, 4), 4);
  CHECK_EQ(memcmp(pieces, "\177ELF", 4), 0);
  CHECK_EQ(readlink("/proc/self/exe", name, 3), 3);
  CHECK_ERRNO(readlink("/proc/self/status", name, sizeof name), EINVAL);
  CHECK_ERRNO(readlink("/tmp", name, sizeof name), EINVAL);
  CHECK_ERRNO(readlink("/tmp/fw-c-missing", name, sizeof name), ENOENT);
  CHECK_ERRNO(syscall(SYS_readlink, "/proc/self/exe", name, 0), EINVAL);
  return check_end();
}
