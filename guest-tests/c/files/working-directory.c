/* chdir and getcwd: relative names begin where the process stands, and children stand there too. */
#include "process.h"

#define D "/tmp/fw-c-cwd"

static void in_the_child(void) {
  char where[64];
  CHECK_STR(getcwd(where, sizeof where), D);
  CHECK_EQ(chdir("/"), 0);
}

int main(void) {
  char where[256];
  CHECK_EQ(mkdir(D, 0700), 0);
  CHECK_EQ(mkdir(D "/inner", 0700), 0);
  CHECK_EQ(chdir("/"), 0);
  CHECK_STR(getcwd(where, sizeof where), "/");
  CHECK_EQ(chdir("/dev/shm"), 0);
  CHECK_STR(getcwd(where, sizeof where), "/dev/shm");
  CHECK_EQ(chdir("../../tmp/./fw-c-cwd/"), 0);
  CHECK_STR(getcwd(where, sizeof where), D);
  int fd = CHECK_FD(open("file", O_RDWR | O_CREAT | O_EXCL, 0600));
  CHECK_EQ(access(D "/file", F_OK), 0);
  CHECK_EQ(chdir("inner"), 0);
  CHECK_EQ(access("../file", F_OK), 0);
  CHECK_ERRNO(access("file", F_OK), ENOENT);
  CHECK_EQ(chdir(".."), 0);
  CHECK_EQ(chdir("."), 0);
  CHECK_EQ(in_child(in_the_child), 0);
  CHECK_STR(getcwd(where, sizeof where), D);

  CHECK_ERRNO(chdir("file"), ENOTDIR);
  CHECK_ERRNO(chdir("missing"), ENOENT);
  CHECK_ERRNO(chdir(""), ENOENT);
  CHECK_ERRNO(chdir("file/x"), ENOTDIR);
  CHECK_ERRNO(chdir("/dev/null"), ENOTDIR);
  CHECK_EQ(syscall(SYS_getcwd, where, sizeof where), (long)strlen(D) + 1);
  CHECK_ERRNO(syscall(SYS_getcwd, where, strlen(D)), ERANGE);
  CHECK_EQ(syscall(SYS_getcwd, where, strlen(D) + 1), (long)strlen(D) + 1);
  CHECK_ERRNO(syscall(SYS_getcwd, where, 0), ERANGE);
  CHECK(getcwd(where, 3) == NULL && errno == ERANGE);

  CHECK_EQ(rename(D, D "-moved"), 0);
  CHECK_STR(getcwd(where, sizeof where), D "-moved"); /* the place, not the name */
  CHECK_EQ(rename("../fw-c-cwd-moved", D), 0);
  CHECK_EQ(rmdir("inner"), 0);
  CHECK_EQ(unlink("file"), 0);
  CHECK_EQ(close(fd), 0);
  CHECK_EQ(rmdir(D), 0);
  CHECK(getcwd(where, sizeof where) == NULL && errno == ENOENT);
  CHECK_ERRNO(open("file", O_RDWR | O_CREAT, 0600), ENOENT);
  CHECK_EQ(chdir("/tmp"), 0);
  CHECK_STR(getcwd(where, sizeof where), "/tmp");
  return check_end();
}
