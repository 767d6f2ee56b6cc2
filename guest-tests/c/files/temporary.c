/* O_TMPFILE, mkstemp, mkdtemp and tmpfile: files that nobody else can have named. */
#include "process.h"

int main(void) {
  char name[] = "/tmp/fw-c-temporary-XXXXXX";
  int fd = CHECK_FD(mkstemp(name));
  CHECK_EQ(strncmp(name, "/tmp/fw-c-temporary-", 20), 0);
  CHECK(strcmp(name + 20, "XXXXXX") != 0);
  struct stat status;
  CHECK_EQ(fstat(fd, &status), 0);
  CHECK_EQ(status.st_mode & 07777, 0600);
  CHECK_EQ(write(fd, "abc", 3), 3);
  char second[] = "/tmp/fw-c-temporary-XXXXXX";
  int other = CHECK_FD(mkstemp(second));
  CHECK(strcmp(name, second) != 0);
  CHECK_EQ(close(other), 0);
  CHECK_EQ(unlink(name), 0);
  CHECK_EQ(unlink(second), 0);
  CHECK_EQ(pread(fd, name, 3, 0), 3);
  char directory[] = "/tmp/fw-c-temporary-XXXXXX";
  CHECK(mkdtemp(directory) == directory);
  CHECK_EQ(stat(directory, &status), 0);
  CHECK_EQ(status.st_mode & 07777, 0700);
  CHECK_EQ(rmdir(directory), 0);
  char wrong[] = "/tmp/fw-c-temporary";
  CHECK_ERRNO(mkstemp(wrong), EINVAL);

  FILE *file = tmpfile();
  CHECK(file != NULL);
  CHECK_EQ(fputs("in a temporary file", file) >= 0, 1);
  rewind(file);
  char line[32];
  CHECK_STR(fgets(line, sizeof line, file), "in a temporary file");
  CHECK_EQ(fclose(file), 0);

  int nameless = CHECK_FD(open("/dev/shm", O_TMPFILE | O_RDWR, 0640));
  CHECK_EQ(fstat(nameless, &status), 0);
  CHECK_EQ(status.st_nlink, 0);
  CHECK_EQ(status.st_mode & 07777, 0640);
  CHECK_EQ(write(nameless, "x", 1), 1);
  CHECK_ERRNO(open("/dev/shm/fw-c-missing", O_TMPFILE | O_RDWR, 0600), ENOENT);
  CHECK_ERRNO(open("/dev/null", O_TMPFILE | O_RDWR, 0600), ENOTDIR);
  return check_end();
}
