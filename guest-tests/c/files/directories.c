/* mkdir and rmdir, and their refusals. */
#include "process.h"

#define D "/tmp/fw-c-directories"

int main(void) {
  static char long_name[300] = "/tmp/";
  memset(long_name + 5, 'n', sizeof long_name - 6);
  struct stat status;
  CHECK_EQ(mkdir(D, 0750), 0);
  CHECK_EQ(stat(D, &status), 0);
  CHECK(S_ISDIR(status.st_mode));
  CHECK_EQ(status.st_mode & 07777, 0750);
  CHECK(status.st_uid == geteuid());
  CHECK_ERRNO(mkdir(D, 0700), EEXIST);
  CHECK_ERRNO(mkdir("/tmp", 0700), EEXIST);
  CHECK_ERRNO(mkdir("/", 0700), EEXIST);
  CHECK_ERRNO(mkdir("/dev/shm", 0700), EEXIST);
  CHECK_ERRNO(mkdir("", 0700), ENOENT);
  CHECK_ERRNO(mkdir(D "/missing/x", 0700), ENOENT);
  CHECK_ERRNO(mkdir(long_name, 0700), ENAMETOOLONG);
  CHECK_EQ(mkdir(D "/one/", 0700), 0); /* a slash behind is fine here */
  CHECK_EQ(mkdir(D "/one/two", 0700), 0);
  close(file_of(D "/one/file", "x"));
  CHECK_ERRNO(mkdir(D "/one/file", 0700), EEXIST);
  CHECK_ERRNO(mkdir(D "/one/file/x", 0700), ENOTDIR);
  CHECK_EQ(access(D "/one/two/../file", F_OK), 0);
  CHECK_EQ(access(D "/one/two/../../one/./file", F_OK), 0);
  CHECK_ERRNO(access(D "/one/three/../file", F_OK), ENOENT);

  CHECK_ERRNO(rmdir(D), ENOTEMPTY);
  CHECK_ERRNO(rmdir(D "/one"), ENOTEMPTY);
  CHECK_ERRNO(rmdir(D "/one/file"), ENOTDIR);
  CHECK_ERRNO(rmdir(D "/missing"), ENOENT);
  CHECK_ERRNO(rmdir(""), ENOENT);
  CHECK_ERRNO(rmdir(D "/one/."), EINVAL);
  CHECK_ERRNO(rmdir(D "/one/two/.."), ENOTEMPTY);
  CHECK_EQ(rmdir(D "/one/two/"), 0);
  CHECK_ERRNO(rmdir(D "/one/two"), ENOENT);
  CHECK_EQ(unlink(D "/one/file"), 0);

  /* a directory that is open lives on without its name, and nothing can be made in it */
  int fd = CHECK_FD(open(D "/one", O_RDONLY | O_DIRECTORY));
  CHECK_EQ(rmdir(D "/one"), 0);
  CHECK_EQ(fstat(fd, &status), 0);
  CHECK_EQ(status.st_nlink, 0);
  CHECK_ERRNO(openat(fd, "x", O_RDWR | O_CREAT, 0600), ENOENT);
  CHECK_ERRNO(openat(fd, "x", O_RDONLY), ENOENT);
  CHECK_EQ(rmdir(D), 0);

  CHECK_EQ(mkdir("/dev/shm/fw-c-directory", 0700), 0);
  close(file_of("/dev/shm/fw-c-directory/file", "in a directory"));
  CHECK_EQ(stat("/dev/shm/fw-c-directory/file", &status), 0);
  CHECK_EQ(status.st_size, 14);
  CHECK_ERRNO(rmdir("/dev/shm/fw-c-directory"), ENOTEMPTY);
  CHECK_EQ(unlink("/dev/shm/fw-c-directory/file"), 0);
  CHECK_EQ(rmdir("/dev/shm/fw-c-directory"), 0);
  return check_end();
}
