/* Every refusal of open, openat and creat, as a table. */
#include "process.h"

#define FILE_PATH "/tmp/fw-c-open-errors"

static char long_name[300];
static char long_path[5000];

int main(void) {
  memset(long_name, 'n', sizeof long_name - 1);
  memcpy(long_name, "/tmp/", 5);
  for (size_t i = 0; i < sizeof long_path - 1; i++) long_path[i] = i % 2 ? '.' : '/';
  close(file_of(FILE_PATH, "text"));

  const struct {
    const char *name;
    const char *path;
    int flags;
    int error;
  } rows[] = {
      {"empty path", "", O_RDONLY, ENOENT},
      {"missing file", "/tmp/fw-c-missing", O_RDONLY, ENOENT},
      {"missing object", "/dev/shm/fw-c-missing", O_RDWR, ENOENT},
      {"missing directory", "/tmp/fw-c-missing/file", O_RDWR | O_CREAT, ENOENT},
      {"missing at the root", "/fw-c-missing/file", O_RDONLY, ENOENT},
      {"below a file", FILE_PATH "/file", O_RDONLY, ENOTDIR},
      {"below a file, making it", FILE_PATH "/file", O_RDWR | O_CREAT, ENOTDIR},
      {"file with a slash behind", FILE_PATH "/", O_RDONLY, ENOTDIR},
      {"file with dot behind", FILE_PATH "/.", O_RDONLY, ENOTDIR},
      {"file with dot-dot behind", FILE_PATH "/..", O_RDONLY, ENOTDIR},
      {"new file with a slash behind", "/tmp/fw-c-missing/", O_RDWR | O_CREAT, EISDIR},
      {"file as a directory", FILE_PATH, O_RDONLY | O_DIRECTORY, ENOTDIR},
      {"exclusive on a file", FILE_PATH, O_RDWR | O_CREAT | O_EXCL, EEXIST},
      {"exclusive on a directory", "/tmp", O_RDWR | O_CREAT | O_EXCL, EEXIST},
      {"directory for writing", "/tmp", O_WRONLY, EISDIR},
      {"directory for both", "/tmp", O_RDWR, EISDIR},
      {"directory with O_CREAT", "/tmp", O_RDONLY | O_CREAT, EISDIR},
      {"directory with O_TRUNC", "/tmp", O_RDONLY | O_TRUNC, EISDIR},
      {"the root for writing", "/", O_WRONLY, EISDIR},
      {"/dev/shm for writing", "/dev/shm", O_RDWR, EISDIR},
      {"name of 295 characters", long_name, O_RDONLY, ENAMETOOLONG},
      {"name of 295 characters, making it", long_name, O_RDWR | O_CREAT, ENAMETOOLONG},
      {"path of 4999 characters", long_path, O_RDONLY, ENAMETOOLONG},
      {"O_TMPFILE without write access", "/tmp", O_TMPFILE | O_RDONLY, EINVAL},
      {"null pointer", NULL, O_RDONLY, EFAULT},
      {"wild pointer", (const char *)-4096L, O_RDONLY, EFAULT},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    CHECK_ERRNO_ROW(rows[i].name, syscall(SYS_open, rows[i].path, rows[i].flags, 0600),
                    rows[i].error);
    CHECK_ERRNO_ROW(rows[i].name,
                    syscall(SYS_openat, AT_FDCWD, rows[i].path, rows[i].flags, 0600),
                    rows[i].error);
  }

  CHECK_ERRNO(openat(-1, "relative", O_RDONLY), EBADF);
  CHECK_ERRNO(openat(99, "relative", O_RDONLY), EBADF);
  int file = CHECK_FD(open(FILE_PATH, O_RDONLY));
  CHECK_ERRNO(openat(file, "relative", O_RDONLY), ENOTDIR);
  CHECK_EQ(close(CHECK_FD(openat(-1, FILE_PATH, O_RDONLY))), 0);
  int directory = CHECK_FD(open("/tmp", O_RDONLY | O_DIRECTORY));
  CHECK_EQ(close(CHECK_FD(openat(directory, "fw-c-open-errors", O_RDONLY))), 0);
  CHECK_ERRNO(openat(directory, "fw-c-missing", O_RDONLY), ENOENT);
  CHECK_ERRNO(openat(directory, "", O_RDONLY), ENOENT);

  CHECK_ERRNO(creat("/tmp", 0600), EISDIR);
  CHECK_ERRNO(creat("/tmp/fw-c-missing/x", 0600), ENOENT);
  CHECK_ERRNO(creat(FILE_PATH "/x", 0600), ENOTDIR);
  CHECK_ERRNO(creat("", 0600), ENOENT);
  int made = CHECK_FD(creat(FILE_PATH, 0600));
  struct stat status;
  CHECK_EQ(fstat(made, &status), 0);
  CHECK_EQ(status.st_size, 0);
  CHECK_EQ(fcntl(made, F_GETFL) & O_ACCMODE, O_WRONLY);
  CHECK_EQ(unlink(FILE_PATH), 0);
  return check_end();
}
