/* capget: versions, sizes, and that a process without root has lost them all. */
#include "process.h"

struct header {
  unsigned version;
  int pid;
};
struct data {
  unsigned effective, permitted, inheritable;
};
#define VERSION_3 0x20080522

int main(void) {
  struct header header = {VERSION_3, 0};
  struct data data[2] = {{0xdead, 0xdead, 0xdead}, {0xdead, 0xdead, 0xdead}};
  CHECK_EQ(syscall(SYS_capget, &header, data), 0);
  CHECK_EQ(header.version, VERSION_3);
  CHECK((data[0].effective & ~data[0].permitted) == 0);
  CHECK((data[1].effective & ~data[1].permitted) == 0);
  if (geteuid() == 0) {
    check_mute(1);
    CHECK(data[0].effective != 0);
    check_mute(0);
  }
  header = (struct header){0, 0};
  CHECK_ERRNO(syscall(SYS_capget, &header, data), EINVAL);
  CHECK_EQ(header.version, VERSION_3); /* tells which one it has */
  header = (struct header){0, 0};
  CHECK_EQ(syscall(SYS_capget, &header, NULL), 0); /* asks for nothing else */
  header = (struct header){VERSION_3, -1};
  CHECK_ERRNO(syscall(SYS_capget, &header, data), EINVAL);
  header = (struct header){VERSION_3, 0x7ffffff0};
  CHECK_ERRNO(syscall(SYS_capget, &header, data), ESRCH);
  CHECK_ERRNO(syscall(SYS_capget, 8, data), EFAULT);
  header = (struct header){VERSION_3, getpid()};
  CHECK_EQ(syscall(SYS_capget, &header, data), 0);

  pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) _exit(9);
    header = (struct header){VERSION_3, 0};
    if (syscall(SYS_capget, &header, data) != 0) _exit(8);
    _exit(data[0].effective == 0 && data[1].effective == 0 ? 0 : 1);
  }
  CHECK_EQ(outcome(child), 0);
  return check_end();
}
