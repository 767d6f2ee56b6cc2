/* access and faccessat ask what the file's mode allows its owner. */
#include "process.h"

int main(void) {
  const char *path = "/tmp/fw-c-access";
  close(file_of(path, "x"));
  CHECK_EQ(access(path, F_OK), 0);
  CHECK_EQ(access(path, R_OK | W_OK), 0);
  CHECK_ERRNO(access(path, X_OK), EACCES); /* not even root runs what nobody may run */
  CHECK_ERRNO(access(path, R_OK | X_OK), EACCES);
  CHECK_EQ(chmod(path, 0700), 0);
  CHECK_EQ(access(path, R_OK | W_OK | X_OK), 0);
  CHECK_EQ(faccessat(AT_FDCWD, path, X_OK, 0), 0);
  int directory = CHECK_FD(open("/tmp", O_RDONLY | O_DIRECTORY));
  CHECK_EQ(faccessat(directory, "fw-c-access", R_OK, 0), 0);
  CHECK_ERRNO(faccessat(directory, "fw-c-missing", F_OK, 0), ENOENT);
  CHECK_ERRNO(syscall(SYS_faccessat, -1, "relative", F_OK), EBADF);
  int file = CHECK_FD(open(path, O_RDONLY));
  CHECK_ERRNO(syscall(SYS_faccessat, file, "relative", F_OK), ENOTDIR);
  CHECK_ERRNO(access(path, 8), EINVAL);
  CHECK_ERRNO(access(path, -1), EINVAL);
  CHECK_ERRNO(access("", F_OK), ENOENT);
  CHECK_ERRNO(access("/tmp/fw-c-missing", F_OK), ENOENT);
  CHECK_ERRNO(access("/tmp/fw-c-access/", F_OK), ENOTDIR);
  CHECK_ERRNO(access("/tmp/fw-c-access/x", F_OK), ENOTDIR);
  CHECK_EQ(access("/tmp", R_OK | W_OK | X_OK), 0);
  CHECK_EQ(access("/dev/shm", W_OK | X_OK), 0);
  CHECK_EQ(access("/dev/null", R_OK | W_OK), 0);
  CHECK_ERRNO(access("/dev/null", X_OK), EACCES);
  CHECK_EQ(access("/etc/passwd", R_OK), 0);
  CHECK_EQ(access("/proc/self/maps", R_OK), 0);
  CHECK_EQ(unlink(path), 0);
  CHECK_ERRNO(access(path, F_OK), ENOENT);
  return check_end();
}
