/* A copy of the program in /tmp can be executed, by its path, relative to a directory, by PATH. */
#include "process.h"


#define COPY "/tmp/fw-c-exec-file"

extern char **environ;

int main(int count, char **arguments) {
  if (count > 1) {
    CHECK_STR(arguments[1], "copy");
    char name[256];
    ssize_t length = readlink("/proc/self/exe", name, sizeof name - 1);
    CHECK(length > 0);
    name[length] = 0;
    CHECK_STR(name, COPY);
    return 64;
  }
  int from = CHECK_FD(open("/proc/self/exe", O_RDONLY));
  unlink(COPY);
  int to = CHECK_FD(open(COPY, O_WRONLY | O_CREAT | O_EXCL, 0700));
  static char buffer[65536];
  ssize_t n;
  int failed = 0;
  while ((n = read(from, buffer, sizeof buffer)) > 0) failed += write(to, buffer, (size_t)n) != n;
  CHECK_EQ(n, 0);
  CHECK_EQ(failed, 0);
  /* while it is open for writing it cannot be executed */
  char *const all[] = {"any", "copy", NULL};
  CHECK_ERRNO(execv(COPY, all), ETXTBSY);
  CHECK_EQ(close(to), 0);
  pid_t child = fork();
  if (child == 0) {
    execv(COPY, all);
    _exit(127);
  }
  CHECK_EQ(outcome(child), 64);
  child = fork();
  if (child == 0) {
    if (chdir("/tmp") != 0) _exit(1);
    execv("./fw-c-exec-file", all);
    _exit(127);
  }
  CHECK_EQ(outcome(child), 64);
  child = fork();
  if (child == 0) {
    setenv("PATH", "/tmp/fw-c-missing:/dev/shm:/tmp", 1);
    execvp("fw-c-exec-file", all);
    _exit(127);
  }
  CHECK_EQ(outcome(child), 64);
  CHECK_EQ(chmod(COPY, 0600), 0);
  CHECK_ERRNO(execv(COPY, all), EACCES);
  CHECK_EQ(unlink(COPY), 0);
  CHECK_ERRNO(execv(COPY, all), ENOENT);
  return check_end();
}
