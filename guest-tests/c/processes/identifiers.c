/* getpid, getppid, gettid and the rest agree with each other and stay what they are. */
#include "process.h"

int main(void) {
  pid_t me = getpid();
  CHECK(me > 1);
  CHECK(getppid() > 0);
  CHECK(getppid() != me);
  CHECK(syscall(SYS_getpid) == me);
  CHECK(syscall(SYS_gettid) == me);
  CHECK(syscall(SYS_set_tid_address, &me) == getpid());
  CHECK(getuid() == geteuid());
  CHECK(getgid() == getegid());
  uid_t real, effective, saved;
  CHECK_EQ(getresuid(&real, &effective, &saved), 0);
  CHECK(real == getuid() && effective == real && saved == real);
  gid_t real_group, effective_group, saved_group;
  CHECK_EQ(getresgid(&real_group, &effective_group, &saved_group), 0);
  CHECK(real_group == getgid() && effective_group == real_group && saved_group == real_group);
  CHECK_ERRNO(syscall(SYS_getresuid, 8, &effective, &saved), EFAULT);
  CHECK_ERRNO(syscall(SYS_getresgid, &real, 8, &saved), EFAULT);
  /* what one has already may always be set */
  CHECK_EQ(setuid(getuid()), 0);
  CHECK_EQ(setgid(getgid()), 0);
  CHECK_EQ(setresuid((uid_t)-1, (uid_t)-1, (uid_t)-1), 0);
  CHECK_EQ(setresgid((gid_t)-1, (gid_t)-1, (gid_t)-1), 0);
  CHECK_EQ(setreuid((uid_t)-1, getuid()), 0);
  CHECK_EQ(seteuid(geteuid()), 0);
  CHECK_ERRNO(syscall(SYS_setuid, -1), EINVAL);
  CHECK_ERRNO(syscall(SYS_setgid, -1), EINVAL);
  pid_t child = fork();
  if (child == 0) _exit(getpid() != me && syscall(SYS_gettid) == getpid() && getppid() == me);
  CHECK_EQ(outcome(child), 1);
  CHECK(getpid() == me);
  return check_end();
}
