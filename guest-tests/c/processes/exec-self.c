/*
 * execve of the program itself: arguments and environment arrive, memory is new, the process is
 * the same.
 *
 * Builds: static-pie
 */
#include "process.h"

extern char **environ;
static int in_data = 5;

static int second(int count, char **arguments) {
  CHECK_EQ(count, 5);
  CHECK_STR(arguments[0], "any name");
  CHECK_STR(arguments[1], "second");
  CHECK_STR(arguments[2], "");
  CHECK_STR(arguments[3], "two words");
  CHECK(arguments[5] == NULL);
  CHECK_EQ(in_data, 5); /* not what the first one stored */
  CHECK_STR(getenv("FIRST"), "one");
  CHECK_STR(getenv("EMPTY"), "");
  CHECK(getenv("PATH") == NULL);
  CHECK(environ[2] == NULL);
  CHECK(getpid() == atoi(arguments[4]));
  char where[64];
  CHECK_STR(getcwd(where, sizeof where), "/tmp");
  CHECK_EQ(umask(0), 031);
  return 61;
}

int main(int count, char **arguments) {
  if (count > 1) return second(count, arguments);
  CHECK(environ[0] == NULL);
  pid_t child = fork();
  if (child == 0) {
    in_data = 6;
    char pid[16];
    snprintf(pid, sizeof pid, "%d", getpid());
    if (chdir("/tmp") != 0) _exit(3);
    umask(031);
    char *const all[] = {"any name", "second", "", "two words", pid, NULL};
    char *const variables[] = {"FIRST=one", "EMPTY=", NULL};
    execve("/proc/self/exe", all, variables);
    _exit(127);
  }
  CHECK_EQ(outcome(child), 61);
  return check_end();
}
