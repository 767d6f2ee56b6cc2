/* uname, sysinfo, affinity, getcpu: sane answers, and their refusals. */
#include "process.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

int main(void) {
  struct utsname names;
  CHECK_EQ(uname(&names), 0);
  CHECK_STR(names.sysname, "Linux");
  CHECK_STR(names.machine, "x86_64");
  CHECK(names.nodename[0] != 0);
  CHECK(names.release[0] >= '3' && names.release[0] <= '9');
  CHECK(strchr(names.release, '.') != NULL);
  CHECK(names.version[0] != 0);

  struct sysinfo information;
  CHECK_EQ(sysinfo(&information), 0);
  CHECK(information.totalram > 0);
  CHECK(information.freeram <= information.totalram);
  CHECK(information.mem_unit >= 1);
  CHECK(information.procs >= 1);
  CHECK((long)information.uptime >= 0);

  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CHECK_EQ(sched_getaffinity(0, sizeof cpus, &cpus), 0);
  CHECK(CPU_COUNT(&cpus) >= 1);
  CHECK(syscall(SYS_sched_getaffinity, 0, sizeof cpus, &cpus) >= 8);
  CHECK_EQ(syscall(SYS_sched_getaffinity, 0, sizeof cpus, &cpus) % 8, 0);
  CHECK_ERRNO(syscall(SYS_sched_getaffinity, 0, 4, &cpus), EINVAL);
  CHECK_ERRNO(syscall(SYS_sched_getaffinity, 0, 0, &cpus), EINVAL);
  CHECK_ERRNO(syscall(SYS_sched_getaffinity, 0x7ffffff0, sizeof cpus, &cpus), ESRCH);
  CHECK_ERRNO(syscall(SYS_sched_getaffinity, 0, 128, 8), EFAULT);
  CHECK(sysconf(_SC_NPROCESSORS_ONLN) >= 1);
  CHECK_EQ(sysconf(_SC_PAGESIZE), 4096);

  unsigned cpu = 9999, node = 9999;
  CHECK_EQ(syscall(SYS_getcpu, &cpu, &node, NULL), 0);
  CHECK(cpu < 1024);
  CHECK(node < 64);
  CHECK_EQ(syscall(SYS_getcpu, NULL, NULL, NULL), 0);
  CHECK_EQ(sched_yield(), 0);

  char name[16];
  CHECK_EQ(prctl(PR_SET_NAME, "a-new-name"), 0);
  CHECK_EQ(prctl(PR_GET_NAME, name), 0);
  CHECK_STR(name, "a-new-name");
  CHECK_EQ(prctl(PR_SET_NAME, "longer-than-fifteen-characters"), 0);
  CHECK_EQ(prctl(PR_GET_NAME, name), 0);
  CHECK_STR(name, "longer-than-fif");
  pid_t child = fork();
  if (child == 0) {
    char of_child[16] = {0};
    prctl(PR_GET_NAME, of_child);
    _exit(strcmp(of_child, "longer-than-fif") == 0 ? 0 : 1);
  }
  CHECK_EQ(outcome(child), 0);
  CHECK_ERRNO(syscall(SYS_prctl, PR_SET_NAME, 8), EFAULT);
  CHECK_ERRNO(syscall(SYS_prctl, 0x7fff0000), EINVAL);
  return check_end();
}
