/*
 * shm_open and shm_unlink as libc has them: names, flags, modes, and an object's life.
 *
 * Builds: static-pie
 */
#include "process.h"

#include <sys/mman.h>

int main(void) {
  const char *name = "/fw-c-shm-open";
  shm_unlink(name);
  CHECK_ERRNO(shm_open(name, O_RDWR, 0600), ENOENT);
  int fd = CHECK_FD(shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0640));
  CHECK_ERRNO(shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0640), EEXIST);
  struct stat status;
  CHECK_EQ(fstat(fd, &status), 0);
  CHECK_EQ(status.st_mode & 07777, 0640);
  CHECK_EQ(status.st_size, 0);
  CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
  CHECK_EQ(ftruncate(fd, 8192), 0);
  char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  CHECK(map != MAP_FAILED);
  strcpy(map + 4000, "through the mapping");
  char bytes[32];
  CHECK_EQ(pread(fd, bytes, 20, 4000), 20);
  CHECK_STR(bytes, "through the mapping");
  CHECK_EQ(pwrite(fd, "by the descriptor", 18, 5000), 18);
  CHECK_STR(map + 5000, "by the descriptor");

  int reading = CHECK_FD(shm_open(name, O_RDONLY, 0));
  CHECK(mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, reading, 0) == MAP_FAILED && errno == EACCES);
  CHECK(mmap(NULL, 4096, PROT_WRITE, MAP_PRIVATE, reading, 0) != MAP_FAILED);
  CHECK_EQ(access("/dev/shm/fw-c-shm-open", F_OK), 0);
  CHECK_EQ(close(CHECK_FD(shm_open("fw-c-shm-open", O_RDWR, 0))), 0); /* without the slash too */
  CHECK_EQ(close(CHECK_FD(shm_open("//fw-c-shm-open", O_RDWR, 0))), 0);

  int cut = CHECK_FD(shm_open(name, O_RDWR | O_TRUNC, 0));
  CHECK_EQ(fstat(cut, &status), 0);
  CHECK_EQ(status.st_size, 0);
  CHECK_EQ(ftruncate(cut, 4096), 0);
  CHECK_EQ(map[0], 0);

  CHECK_EQ(shm_unlink(name), 0);
  CHECK_ERRNO(shm_unlink(name), ENOENT);
  CHECK_ERRNO(shm_open(name, O_RDWR, 0), ENOENT);
  map[0] = 'm'; /* lives on */
  CHECK_EQ(pread(fd, bytes, 1, 0), 1);
  CHECK_EQ(bytes[0], 'm');
  int newer = CHECK_FD(shm_open(name, O_RDWR | O_CREAT, 0600));
  CHECK_EQ(fstat(newer, &status), 0);
  CHECK_EQ(status.st_size, 0);
  CHECK_EQ(shm_unlink(name), 0);

  static char longest[300] = "/";
  memset(longest + 1, 'n', 256);
  CHECK_ERRNO(shm_open(longest, O_RDWR | O_CREAT, 0600), ENAMETOOLONG);
  CHECK_ERRNO(shm_open("/a/b", O_RDWR | O_CREAT, 0600), EINVAL);
  CHECK_ERRNO(shm_open("/", O_RDWR | O_CREAT, 0600), EINVAL);
  CHECK_ERRNO(shm_open("", O_RDWR | O_CREAT, 0600), EINVAL);
  return check_end();
}
