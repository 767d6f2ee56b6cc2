/* vfork: the parent waits until the child exits or executes another program. */
#include "process.h"

int main(int count, char **arguments) {
  if (count > 1) {
    pause_ms(1);
    _exit(atoi(arguments[1]));
  }
  volatile int marker = 1;
  pid_t child = vfork();
  if (child == 0) {
    marker = 2; /* in the parent's memory */
    _exit(11);
  }
  CHECK(child > 0);
  CHECK_EQ(marker, 2);
  CHECK_EQ(outcome(child), 11);

  char *const again[] = {arguments[0], "23", NULL};
  char *const nothing[] = {NULL};
  child = vfork();
  if (child == 0) {
    execve("/proc/self/exe", again, nothing);
    _exit(127);
  }
  CHECK(child > 0);
  CHECK_EQ(outcome(child), 23);

  child = vfork();
  if (child == 0) {
    execve("/tmp/fw-c-missing", again, nothing);
    _exit(errno == ENOENT ? 127 : 1);
  }
  CHECK_EQ(outcome(child), 127);
  int fd = file_of("/tmp/fw-c-vfork", "text");
  child = vfork();
  if (child == 0) {
    close(fd); /* descriptors are the child's own */
    _exit(0);
  }
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(lseek(fd, 0, SEEK_END), 4);
  CHECK_EQ(unlink("/tmp/fw-c-vfork"), 0);
  return check_end();
}
