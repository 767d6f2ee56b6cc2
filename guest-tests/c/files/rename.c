/* rename moves names, replaces what is there in one step, and keeps directories sound. */
#include "process.h"

#define D "/tmp/fw-c-rename"

int main(void) {
  char bytes[8];
  CHECK_EQ(mkdir(D, 0700), 0);
  int a = file_of(D "/a", "aaaa");
  int b = file_of(D "/b", "bb");
  struct stat before, after;
  CHECK_EQ(fstat(a, &before), 0);
  CHECK_EQ(rename(D "/a", D "/c"), 0);
  CHECK_ERRNO(open(D "/a", O_RDONLY), ENOENT);
  CHECK_EQ(stat(D "/c", &after), 0);
  CHECK(before.st_ino == after.st_ino);
  CHECK_EQ(rename(D "/c", D "/b"), 0); /* replaces b */
  CHECK_EQ(stat(D "/b", &after), 0);
  CHECK(before.st_ino == after.st_ino);
  CHECK_EQ(fstat(b, &after), 0);
  CHECK_EQ(after.st_nlink, 0);
  CHECK_EQ(read(b, bytes, 8), 2);
  CHECK_EQ(rename(D "/b", D "/b"), 0);
  CHECK_EQ(access(D "/b", F_OK), 0);

  CHECK_EQ(mkdir(D "/full", 0700), 0);
  CHECK_EQ(mkdir(D "/empty", 0700), 0);
  CHECK_EQ(mkdir(D "/full/inner", 0700), 0);
  CHECK_EQ(rename(D "/b", D "/full/b"), 0);
  CHECK_EQ(access(D "/full/b", F_OK), 0);
  CHECK_ERRNO(rename(D "/missing", D "/x"), ENOENT);
  CHECK_ERRNO(rename("", D "/x"), ENOENT);
  CHECK_ERRNO(rename(D "/full/b", ""), ENOENT);
  CHECK_ERRNO(rename(D "/full/b", D "/missing/x"), ENOENT);
  CHECK_ERRNO(rename(D "/full/b/x", D "/x"), ENOTDIR);
  CHECK_ERRNO(rename(D "/full/b", D "/empty"), EISDIR);
  CHECK_ERRNO(rename(D "/empty", D "/full/b"), ENOTDIR);
  CHECK_ERRNO(rename(D "/empty", D "/full"), ENOTEMPTY);
  CHECK_ERRNO(rename(D "/full", D "/full/inner/x"), EINVAL);
  CHECK_ERRNO(rename(D "/full", D "/full/inner"), EINVAL);
  CHECK_ERRNO(rename(D "/full/inner", D "/full"), ENOTEMPTY);
  CHECK_ERRNO(rename(D "/full/b", "/dev/shm/fw-c-rename"), EXDEV);
  CHECK_ERRNO(rename(D "/full/b", D "/x/"), ENOTDIR);
  CHECK_ERRNO(rename(D "/empty/.", D "/x"), EBUSY);
  CHECK_ERRNO(rename(D "/full/b", D "/empty/.."), EBUSY);
  CHECK_EQ(rename(D "/full", D "/empty"), 0); /* an empty directory can be replaced */
  CHECK_EQ(access(D "/empty/b", F_OK), 0);
  CHECK_EQ(access(D "/empty/inner", F_OK), 0);
  CHECK_ERRNO(access(D "/full", F_OK), ENOENT);

  close(file_of("/dev/shm/fw-c-rename-1", "1"));
  close(file_of("/dev/shm/fw-c-rename-2", "22"));
  CHECK_EQ(rename("/dev/shm/fw-c-rename-1", "/dev/shm/fw-c-rename-2"), 0);
  CHECK_EQ(stat("/dev/shm/fw-c-rename-2", &after), 0);
  CHECK_EQ(after.st_size, 1);
  CHECK_EQ(unlink("/dev/shm/fw-c-rename-2"), 0);

  CHECK_EQ(unlink(D "/empty/b"), 0);
  CHECK_EQ(rmdir(D "/empty/inner"), 0);
  CHECK_EQ(rmdir(D "/empty"), 0);
  CHECK_EQ(rmdir(D), 0);
  return check_end();
}
