/* posix_spawn starts the program itself, with file actions and attributes. */
#include "process.h"

#include <spawn.h>

extern char **environ;

int main(int count, char **arguments) {
  if (count > 1) {
    if (strcmp(arguments[1], "write") == 0) return write(1, "spawned", 7) == 7 ? 0 : 1;
    if (strcmp(arguments[1], "group") == 0) return getpgrp() == getpid() ? 0 : 1;
    if (strcmp(arguments[1], "mask") == 0) {
      sigset_t mask;
      sigprocmask(SIG_SETMASK, NULL, &mask);
      return sigismember(&mask, SIGUSR1) == 1 && sigismember(&mask, SIGUSR2) == 0 ? 0 : 1;
    }
    return atoi(arguments[1]);
  }
  pid_t child = 0;
  char *all[] = {arguments[0], "17", NULL};
  CHECK_EQ(posix_spawn(&child, "/proc/self/exe", NULL, NULL, all, environ), 0);
  CHECK(child > 0);
  CHECK_EQ(outcome(child), 17);
  CHECK_EQ(posix_spawn(&child, "/tmp/fw-c-missing", NULL, NULL, all, environ), ENOENT);
  CHECK_EQ(posix_spawn(&child, "/tmp", NULL, NULL, all, environ), EACCES);
  CHECK_ERRNO(waitpid(-1, NULL, 0), ECHILD);

  int fd = file_of("/tmp/fw-c-spawn", "");
  posix_spawn_file_actions_t actions;
  CHECK_EQ(posix_spawn_file_actions_init(&actions), 0);
  CHECK_EQ(posix_spawn_file_actions_adddup2(&actions, fd, 1), 0);
  CHECK_EQ(posix_spawn_file_actions_addclose(&actions, fd), 0);
  CHECK_EQ(posix_spawn_file_actions_addopen(&actions, 0, "/dev/zero", O_RDONLY, 0), 0);
  all[1] = "write";
  CHECK_EQ(posix_spawn(&child, "/proc/self/exe", &actions, NULL, all, environ), 0);
  CHECK_EQ(outcome(child), 0);
  char bytes[16] = {0};
  CHECK_EQ(pread(fd, bytes, 16, 0), 7);
  CHECK_STR(bytes, "spawned");
  CHECK_EQ(posix_spawn_file_actions_destroy(&actions), 0);

  posix_spawnattr_t attributes;
  CHECK_EQ(posix_spawnattr_init(&attributes), 0);
  CHECK_EQ(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP), 0);
  all[1] = "group";
  CHECK_EQ(posix_spawn(&child, "/proc/self/exe", NULL, &attributes, all, environ), 0);
  CHECK_EQ(outcome(child), 0);
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGUSR1);
  CHECK_EQ(posix_spawnattr_setsigmask(&attributes, &mask), 0);
  CHECK_EQ(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK), 0);
  all[1] = "mask";
  CHECK_EQ(posix_spawn(&child, "/proc/self/exe", NULL, &attributes, all, environ), 0);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(posix_spawnattr_destroy(&attributes), 0);
  CHECK_EQ(unlink("/tmp/fw-c-spawn"), 0);
  return check_end();
}
