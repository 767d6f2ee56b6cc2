/* A file with two names is one file, and is there until both are gone. */
#include "process.h"

static unsigned long links(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? status.st_nlink : 999;
}

static void at(const char *one, const char *two) {
  char bytes[8];
  int fd = file_of(one, "0123");
  CHECK_EQ(links(fd), 1);
  CHECK_EQ(link(one, two), 0);
  CHECK_EQ(links(fd), 2);
  struct stat first, second;
  CHECK_EQ(stat(one, &first), 0);
  CHECK_EQ(stat(two, &second), 0);
  CHECK(first.st_ino == second.st_ino);
  int other = CHECK_FD(open(two, O_RDWR));
  CHECK_EQ(write(other, "ab", 2), 2);
  CHECK_EQ(pread(fd, bytes, 8, 0), 4);
  CHECK(memcmp(bytes, "ab23", 4) == 0);
  CHECK_ERRNO(link(one, two), EEXIST);
  CHECK_ERRNO(link(one, one), EEXIST);
  CHECK_EQ(unlink(one), 0);
  CHECK_EQ(links(fd), 1);
  CHECK_ERRNO(open(one, O_RDONLY), ENOENT);
  CHECK_EQ(close(CHECK_FD(open(two, O_RDONLY))), 0);
  CHECK_ERRNO(link(one, two), ENOENT);
  /* renaming one name to the other name of one file does nothing */
  CHECK_EQ(link(two, one), 0);
  CHECK_EQ(rename(one, two), 0);
  CHECK_EQ(links(fd), 2);
  CHECK_EQ(unlink(one), 0);
  CHECK_EQ(unlink(two), 0);
  CHECK_EQ(links(fd), 0);
  CHECK_EQ(pread(fd, bytes, 8, 0), 4);
}

int main(void) {
  at("/dev/shm/fw-c-link-1", "/dev/shm/fw-c-link-2");
  at("/tmp/fw-c-link-1", "/tmp/fw-c-link-2");
  close(file_of("/tmp/fw-c-link-1", ""));
  CHECK_ERRNO(link("/tmp/fw-c-link-1", "/dev/shm/fw-c-link-2"), EXDEV);
  CHECK_ERRNO(link("/tmp", "/tmp/fw-c-link-2"), EPERM);
  CHECK_ERRNO(link("/tmp/fw-c-missing", "/tmp/fw-c-link-2"), ENOENT);
  CHECK_ERRNO(link("", "/tmp/fw-c-link-2"), ENOENT);
  CHECK_ERRNO(link("/tmp/fw-c-link-1", ""), ENOENT);
  CHECK_ERRNO(link("/tmp/fw-c-link-1", "/tmp/fw-c-missing/x"), ENOENT);
  CHECK_ERRNO(link("/tmp/fw-c-link-1", "/tmp/fw-c-link-1/x"), ENOTDIR);
  CHECK_ERRNO(link("/tmp/fw-c-link-1/x", "/tmp/fw-c-link-2"), ENOTDIR);
  CHECK_ERRNO(link("/tmp/fw-c-link-1", "/tmp"), EEXIST);
  CHECK_EQ(unlink("/tmp/fw-c-link-1"), 0);
  return check_end();
}
