/* How a path is walked: many ways to write one name, and where each goes wrong. */
#include "process.h"

#define D "/tmp/fw-c-paths"

int main(void) {
  struct stat wanted, found;
  CHECK_EQ(mkdir(D, 0700), 0);
  CHECK_EQ(mkdir(D "/a", 0700), 0);
  close(file_of(D "/a/file", "x"));
  CHECK_EQ(stat(D "/a/file", &wanted), 0);
  static const char *same[] = {
      "/tmp//fw-c-paths//a//file",      "//tmp/fw-c-paths/a/file",
      "/tmp/./fw-c-paths/./a/./file",   "/tmp/../tmp/fw-c-paths/a/file",
      "/../../../tmp/fw-c-paths/a/file", "/tmp/fw-c-paths/a/../a/file",
      "/tmp/fw-c-paths/a/../../fw-c-paths/a/file", "/dev/shm/../../tmp/fw-c-paths/a/file",
      "/./tmp/fw-c-paths/a/file",
  };
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    CHECK_ROW(same[i], stat(same[i], &found), 0);
    CHECK_ROW("  the same file", found.st_ino == wanted.st_ino, 1);
  }
  static const struct {
    const char *path;
    int error;
  } wrong[] = {
      {D "/a/file/", ENOTDIR},       {D "/a/file/.", ENOTDIR},   {D "/a/file/..", ENOTDIR},
      {D "/a/file/../file", ENOTDIR}, {D "/b/../a/file", ENOENT}, {D "/a/File", ENOENT},
      {D "/a/file ", ENOENT},        {D "/a/fil", ENOENT},       {D "/a/...", ENOENT},
      {"/tmp/fw-c-paths\\a", ENOENT}, {" /tmp", ENOENT},          {"", ENOENT},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    CHECK_ERRNO_ROW(wrong[i].path, stat(wrong[i].path, &found), wrong[i].error);
  }

  /* the longest name is 255 bytes, the longest path 4095 and a zero */
  char path[5000] = D "/";
  size_t head = strlen(path);
  memset(path + head, 'l', 255);
  path[head + 255] = 0;
  int fd = CHECK_FD(open(path, O_RDWR | O_CREAT | O_EXCL, 0600));
  CHECK_EQ(close(fd), 0);
  CHECK_EQ(unlink(path), 0);
  memset(path + head, 'l', 256);
  path[head + 256] = 0;
  CHECK_ERRNO(open(path, O_RDWR | O_CREAT | O_EXCL, 0600), ENAMETOOLONG);
  strcpy(path, D);
  size_t length = strlen(path);
  while (length < 4090) {
    path[length++] = '/';
    path[length++] = '.';
  }
  strcpy(path + length, "/a");
  CHECK_EQ(stat(path, &found), 0);
  while (length < 4096) {
    path[length++] = '/';
  }
  strcpy(path + length, "a");
  CHECK_ERRNO(stat(path, &found), ENAMETOOLONG);

  /* names are bytes */
  const char *bytes = D "/\xff\x01 \n\xc3\xa4*?";
  close(file_of(bytes, "odd"));
  CHECK_EQ(stat(bytes, &found), 0);
  CHECK_EQ(found.st_size, 3);
  CHECK_EQ(unlink(bytes), 0);
  CHECK_EQ(unlink(D "/a/file"), 0);
  CHECK_EQ(rmdir(D "/a"), 0);
  CHECK_EQ(rmdir(D), 0);
  return check_end();
}
