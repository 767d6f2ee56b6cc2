/* unlink and unlinkat take the name; what is open lives on without it. */
#include "process.h"

int main(void) {
  char bytes[8];
  int fd = file_of("/tmp/fw-c-unlink", "0123");
  CHECK_EQ(unlink("/tmp/fw-c-unlink"), 0);
  CHECK_ERRNO(unlink("/tmp/fw-c-unlink"), ENOENT);
  CHECK_EQ(read(fd, bytes, 8), 4);
  int newer = file_of("/tmp/fw-c-unlink", "new");
  CHECK_EQ(pread(newer, bytes, 8, 0), 3);
  CHECK_EQ(pwrite(fd, "old file", 8, 0), 8);
  CHECK_EQ(pread(newer, bytes, 8, 0), 3);
  CHECK(memcmp(bytes, "new", 3) == 0);

  if (geteuid() == 0) { /* others may not even try */
    check_mute(1);
    CHECK_ERRNO(unlink("/tmp"), EISDIR);
    CHECK_ERRNO(unlink("/dev/shm"), EISDIR);
    check_mute(0);
  }
  CHECK_ERRNO(unlink("/"), EISDIR);
  CHECK_ERRNO(unlink(""), ENOENT);
  CHECK_ERRNO(unlink("/tmp/fw-c-missing/x"), ENOENT);
  CHECK_ERRNO(unlink("/tmp/fw-c-unlink/"), ENOTDIR);
  CHECK_ERRNO(unlink("/tmp/fw-c-unlink/x"), ENOTDIR);

  int directory = CHECK_FD(open("/tmp", O_RDONLY | O_DIRECTORY));
  CHECK_EQ(mkdir("/tmp/fw-c-unlink-d", 0700), 0);
  CHECK_ERRNO(unlink("/tmp/fw-c-unlink-d"), EISDIR);
  CHECK_ERRNO(unlinkat(directory, "fw-c-unlink-d", 0), EISDIR);
  CHECK_ERRNO(unlinkat(directory, "fw-c-unlink", AT_REMOVEDIR), ENOTDIR);
  CHECK_ERRNO(unlinkat(directory, "fw-c-unlink", 0x10000), EINVAL);
  CHECK_ERRNO(unlinkat(-1, "fw-c-unlink", 0), EBADF);
  CHECK_ERRNO(unlinkat(fd, "fw-c-unlink", 0), ENOTDIR);
  CHECK_ERRNO(unlinkat(directory, "fw-c-missing", 0), ENOENT);
  CHECK_EQ(unlinkat(directory, "fw-c-unlink-d", AT_REMOVEDIR), 0);
  CHECK_EQ(unlinkat(directory, "fw-c-unlink", 0), 0);
  CHECK_ERRNO(unlinkat(directory, "fw-c-unlink", 0), ENOENT);
  close(file_of("/tmp/fw-c-unlink", ""));
  CHECK_EQ(unlinkat(-1, "/tmp/fw-c-unlink", 0), 0);

  close(file_of("/dev/shm/fw-c-unlink", ""));
  CHECK_EQ(unlinkat(AT_FDCWD, "/dev/shm/../shm/./fw-c-unlink", 0), 0);
  CHECK_ERRNO(unlink("/dev/shm/fw-c-unlink"), ENOENT);
  return check_end();
}
