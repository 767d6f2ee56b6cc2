/* fsync and fdatasync succeed on files and directories and refuse pipes. */
#include "process.h"

int main(void) {
  int file = file_of("/tmp/fw-c-sync", "x");
  int object = file_of("/dev/shm/fw-c-sync", "x");
  int directory = CHECK_FD(open("/tmp", O_RDONLY));
  int reading = CHECK_FD(open("/tmp/fw-c-sync", O_RDONLY));
  int null = CHECK_FD(open("/dev/null", O_RDWR));
  int only_path = CHECK_FD(open("/tmp/fw-c-sync", O_PATH));
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(fsync(file), 0);
  CHECK_EQ(fdatasync(file), 0);
  CHECK_EQ(fsync(object), 0);
  CHECK_EQ(fdatasync(object), 0);
  CHECK_EQ(fsync(directory), 0);
  CHECK_EQ(fsync(reading), 0);
  CHECK_ERRNO(fsync(null), EINVAL);
  CHECK_ERRNO(fsync(ends[0]), EINVAL);
  CHECK_ERRNO(fdatasync(ends[1]), EINVAL);
  CHECK_ERRNO(fsync(only_path), EBADF);
  CHECK_ERRNO(fsync(-1), EBADF);
  CHECK_ERRNO(fdatasync(99), EBADF);
  CHECK_EQ(unlink("/tmp/fw-c-sync"), 0);
  CHECK_EQ(unlink("/dev/shm/fw-c-sync"), 0);
  return check_end();
}
