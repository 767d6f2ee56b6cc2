/* getrlimit, setrlimit and prlimit64: pairs that stay ordered, values that children have too. */
#include "process.h"

#include <sys/resource.h>

int main(void) {
  struct rlimit limit, old;
  static const struct {
    const char *name;
    int resource;
  } rows[] = {{"CPU", RLIMIT_CPU},       {"FSIZE", RLIMIT_FSIZE},   {"DATA", RLIMIT_DATA},
              {"STACK", RLIMIT_STACK},   {"CORE", RLIMIT_CORE},     {"RSS", RLIMIT_RSS},
              {"NPROC", RLIMIT_NPROC},   {"NOFILE", RLIMIT_NOFILE}, {"MEMLOCK", RLIMIT_MEMLOCK},
              {"AS", RLIMIT_AS},         {"LOCKS", RLIMIT_LOCKS},   {"SIGPENDING", RLIMIT_SIGPENDING},
              {"MSGQUEUE", RLIMIT_MSGQUEUE}, {"NICE", RLIMIT_NICE}, {"RTPRIO", RLIMIT_RTPRIO}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    CHECK_ROW(rows[i].name, getrlimit(rows[i].resource, &limit), 0);
    CHECK_ROW("  ordered", limit.rlim_cur <= limit.rlim_max, 1);
    struct rlimit raw;
    CHECK_ROW("  prlimit64", syscall(SYS_prlimit64, 0, rows[i].resource, NULL, &raw), 0);
    CHECK_ROW("  the same", memcmp(&raw, &limit, sizeof raw), 0);
  }
  CHECK_EQ(getrlimit(RLIMIT_STACK, &limit), 0);
  CHECK_EQ(limit.rlim_cur, 8 << 20);
  CHECK_EQ(getrlimit(RLIMIT_AS, &limit), 0);
  CHECK(limit.rlim_cur == RLIM_INFINITY);
  CHECK_EQ(getrlimit(RLIMIT_CORE, &limit), 0);
  CHECK_EQ(limit.rlim_cur, 0);
  CHECK_ERRNO(syscall(SYS_getrlimit, 16, &limit), EINVAL);
  CHECK_ERRNO(syscall(SYS_getrlimit, -1, &limit), EINVAL);
  CHECK_ERRNO(syscall(SYS_prlimit64, 0, 99, NULL, &limit), EINVAL);
  CHECK_ERRNO(syscall(SYS_prlimit64, 0x7ffffff0, RLIMIT_AS, NULL, &limit), ESRCH);

  limit = (struct rlimit){100, 50};
  CHECK_ERRNO(setrlimit(RLIMIT_NOFILE, &limit), EINVAL);
  limit = (struct rlimit){50, 100};
  CHECK_EQ(syscall(SYS_prlimit64, getpid(), RLIMIT_NOFILE, &limit, &old), 0);
  CHECK_EQ(old.rlim_cur, 1024);
  CHECK_EQ(getrlimit(RLIMIT_NOFILE, &old), 0);
  CHECK_EQ(old.rlim_cur, 50);
  CHECK_EQ(old.rlim_max, 100);
  limit = (struct rlimit){100, 100};
  CHECK_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0); /* up to the hard one anybody may go */
  pid_t child = fork();
  if (child == 0) {
    if (getrlimit(RLIMIT_NOFILE, &old) != 0) _exit(255);
    limit.rlim_cur = 20;
    _exit(setrlimit(RLIMIT_NOFILE, &limit) == 0 ? (int)old.rlim_cur : 255);
  }
  CHECK_EQ(outcome(child), 100);
  CHECK_EQ(getrlimit(RLIMIT_NOFILE, &old), 0);
  CHECK_EQ(old.rlim_cur, 100);

  /* above the hard one only root goes */
  child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) _exit(9);
    limit = (struct rlimit){50, 101};
    _exit(setrlimit(RLIMIT_NOFILE, &limit) == -1 && errno == EPERM ? 0 : 1);
  }
  CHECK_EQ(outcome(child), 0);
  return check_end();
}
