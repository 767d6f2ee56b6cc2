/* Every refusal of execve leaves the caller as it was. */
#include "process.h"

#include <sys/mman.h>

#define D "/tmp/fw-c-exec-errors"

int main(int count, char **arguments) {
  if (count > 1) return 1; /* nothing here may succeed */
  char *const all[] = {arguments[0], "again", NULL};
  char *const none[] = {NULL};
  static char long_name[400] = "/tmp/";
  memset(long_name + 5, 'n', 300);
  CHECK_EQ(mkdir(D, 0700), 0);
  close(file_of(D "/data", "not a program"));
  close(file_of(D "/text", "not a program"));
  close(file_of(D "/empty", ""));
  close(file_of(D "/header", "\177ELF\2\1\1"));
  CHECK_EQ(chmod(D "/text", 0700), 0);
  CHECK_EQ(chmod(D "/empty", 0700), 0);
  CHECK_EQ(chmod(D "/header", 0700), 0);
  const struct {
    const char *path;
    int error;
  } rows[] = {
      {D "/missing", ENOENT},      {"", ENOENT},
      {D "/missing/x", ENOENT},    {D "/data/x", ENOTDIR},
      {D "/data", EACCES},         {"/tmp", EACCES},
      {D, EACCES},                 {"/dev/null", EACCES},
      {D "/text", ENOEXEC},        {D "/empty", ENOEXEC},
      {D "/header", ENOEXEC},      {long_name, ENAMETOOLONG},
      {D "/text/", ENOTDIR},       {"/proc/self/status", EACCES},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    CHECK_ERRNO_ROW(rows[i].path[0] == 'n' ? "long name" : rows[i].path,
                    execve(rows[i].path, all, none), rows[i].error);
  }

  /* one string is at most 128 KiB */
  static char large[140000];
  memset(large, 'x', sizeof large - 1);
  char *const with_large[] = {arguments[0], large, NULL};
  CHECK_ERRNO(execve("/proc/self/exe", with_large, none), E2BIG);
  CHECK_ERRNO(execve("/proc/self/exe", all, with_large), E2BIG);
  /* and all of them a quarter of the stack's limit: 8 MiB here */
  static char *many[40];
  large[120000] = 0;
  for (int i = 0; i < 39; i++) many[i] = large;
  CHECK_ERRNO(execve("/proc/self/exe", many, none), E2BIG);
  CHECK_ERRNO(syscall(SYS_execve, "/proc/self/exe", 8, none), EFAULT);
  char *const bad_string[] = {arguments[0], (char *)16, NULL};
  CHECK_ERRNO(execve("/proc/self/exe", bad_string, none), EFAULT);
  CHECK_EQ(unlink(D "/data"), 0);
  CHECK_EQ(unlink(D "/text"), 0);
  CHECK_EQ(unlink(D "/empty"), 0);
  CHECK_EQ(unlink(D "/header"), 0);
  CHECK_EQ(rmdir(D), 0);
  return check_end();
}
