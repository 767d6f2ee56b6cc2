/* What stat says of directories, devices and pipes, and what it refuses. */
#include "process.h"

#include <sys/sysmacros.h>

int main(void) {
  struct stat status;
  static const struct {
    const char *path;
    unsigned kind, mode;
  } directories[] = {
      {"/", S_IFDIR, 0755},          {"/dev/shm", S_IFDIR, 01777}, {"/tmp", S_IFDIR, 01777},
      {"/tmp/.", S_IFDIR, 01777},    {"/tmp/", S_IFDIR, 01777},    {"/dev/../tmp", S_IFDIR, 01777},
      {"/../../tmp", S_IFDIR, 01777}, {"//tmp", S_IFDIR, 01777},    {"/dev", S_IFDIR, 0755},
      {"/etc", S_IFDIR, 0755},       {"/proc", S_IFDIR, 0555},     {"/etc/passwd", S_IFREG, 0644},
      {"/dev/null", S_IFCHR, 0666},  {"/dev/zero", S_IFCHR, 0666},
  };
  for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
    CHECK_ROW(directories[i].path, stat(directories[i].path, &status), 0);
    CHECK_ROW("  its kind", status.st_mode & S_IFMT, directories[i].kind);
    CHECK_ROW("  its mode", status.st_mode & 07777, directories[i].mode);
    CHECK_ROW("  its owner", status.st_uid, 0);
  }
  CHECK_EQ(stat("/dev/null", &status), 0);
  CHECK_EQ(major(status.st_rdev), 1);
  CHECK_EQ(minor(status.st_rdev), 3);
  CHECK_EQ(status.st_size, 0);
  CHECK_EQ(stat("/dev/zero", &status), 0);
  CHECK_EQ(major(status.st_rdev), 1);
  CHECK_EQ(minor(status.st_rdev), 5);

  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(fstat(ends[0], &status), 0);
  CHECK(S_ISFIFO(status.st_mode));
  CHECK_EQ(status.st_mode & 07777, 0600);
  CHECK_EQ(status.st_nlink, 1);
  CHECK_EQ(status.st_size, 0);
  ino_t reading_end = status.st_ino;
  CHECK_EQ(fstat(ends[1], &status), 0);
  CHECK(status.st_ino == reading_end);
  CHECK_EQ(fstat(1, &status), 0);
  CHECK(S_ISFIFO(status.st_mode));
  CHECK_EQ(fstat(0, &status), 0);
  CHECK(S_ISCHR(status.st_mode));

  static char long_name[400];
  memset(long_name, 'n', sizeof long_name - 1);
  close(file_of("/tmp/fw-c-kinds", ""));
  const struct {
    const char *name;
    const char *path;
    int error;
  } errors[] = {
      {"empty", "", ENOENT},
      {"missing", "/tmp/fw-c-missing", ENOENT},
      {"missing directory", "/tmp/fw-c-missing/x", ENOENT},
      {"below a file", "/tmp/fw-c-kinds/x", ENOTDIR},
      {"below a device", "/dev/null/x", ENOTDIR},
      {"file with a slash", "/tmp/fw-c-kinds/", ENOTDIR},
      {"long name", long_name, ENAMETOOLONG},
  };
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
    CHECK_ERRNO_ROW(errors[i].name, syscall(SYS_stat, errors[i].path, &status), errors[i].error);
    CHECK_ERRNO_ROW(errors[i].name, syscall(SYS_lstat, errors[i].path, &status), errors[i].error);
    CHECK_ERRNO_ROW(errors[i].name,
                    syscall(SYS_newfstatat, AT_FDCWD, errors[i].path, &status, 0),
                    errors[i].error);
  }
  CHECK_ERRNO(syscall(SYS_newfstatat, -1, "relative", &status, 0), EBADF);
  CHECK_ERRNO(syscall(SYS_newfstatat, ends[0], "relative", &status, 0), ENOTDIR);
  CHECK_ERRNO(syscall(SYS_newfstatat, AT_FDCWD, "/tmp", &status, 0x40000000), EINVAL);
  CHECK_ERRNO(syscall(SYS_newfstatat, 99, "", &status, AT_EMPTY_PATH), EBADF);
  CHECK_EQ(unlink("/tmp/fw-c-kinds"), 0);
  return check_end();
}
