/* System calls write to pages that are still shared after fork: the writer's copy, not the other's page. */
#include "support.h"

#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/utsname.h>

static char *p;
static int fd;
static int parents_pipe[2];

static int by_system_calls(void *ignored) {
  (void)ignored;
  if (pread(fd, p, 6, 0) != 6 || memcmp(p, "objectp", 7) != 0) return 1;
  struct iovec two[] = {{p + PAGE, 3}, {p + 2 * PAGE - 2, 3}}; /* the second over the border */
  if (preadv(fd, two, 2, 0) != 6) return 2;
  if (memcmp(p + PAGE, "objp", 4) != 0 || memcmp(p + 2 * PAGE - 2, "ectp", 4) != 0) return 3;
  struct stat *status = (struct stat *)(p + 3 * PAGE);
  if (fstat(fd, status) != 0 || status->st_size != (off_t)PAGE) return 4;
  struct timespec *now = (struct timespec *)(p + 4 * PAGE);
  if (clock_gettime(CLOCK_MONOTONIC, now) != 0 || now->tv_nsec >= 1000000000) return 5;
  struct utsname *name = (struct utsname *)(p + 5 * PAGE);
  if (uname(name) != 0 || strcmp(name->sysname, "Linux") != 0) return 6;
  if (pipe((int *)(p + 6 * PAGE)) != 0) return 7;
  int *ends = (int *)(p + 6 * PAGE);
  if (write(ends[1], "xy", 2) != 2 || read(ends[0], p + 7 * PAGE, 2) != 2) return 8;
  if (memcmp(p + 7 * PAGE, "xyp", 3) != 0) return 9;
  struct rlimit *limit = (struct rlimit *)(p + 8 * PAGE);
  if (getrlimit(RLIMIT_NOFILE, limit) != 0 || limit->rlim_cur == 0) return 10;
  sigset_t *set = (sigset_t *)(p + 9 * PAGE);
  if (sigprocmask(SIG_SETMASK, NULL, set) != 0 || sigismember(set, SIGUSR1)) return 11;
  return 0;
}

static int waits(void *ignored) {
  (void)ignored;
  /* The status of a child is written to a shared page too. */
  pid_t child = fork();
  if (child == 0) _exit(33);
  int *status = (int *)p;
  if (waitpid(child, status, 0) != child) return 1;
  return WIFEXITED(*status) && WEXITSTATUS(*status) == 33 ? 0 : 2;
}

int main(void) {
  fd = object_of("/fw-c-kernel-writes", PAGE);
  p = anonymous(10 * PAGE);
  memset(p, 'p', 10 * PAGE);
  CHECK_EQ(pwrite(fd, "object", 6, 0), 6);
  CHECK_EQ(pipe(parents_pipe), 0);
  CHECK_EQ(run_child(by_system_calls, NULL), 0);
  CHECK_EQ(count_of(p, 'p', 10 * PAGE), 10 * PAGE);
  CHECK_EQ(run_child(waits, NULL), 0);
  CHECK_EQ(count_of(p, 'p', 10 * PAGE), 10 * PAGE);

  /* The other way round: the parent's call, the child's page. */
  int *go = (int *)shared_anonymous(PAGE);
  pid_t child = fork();
  if (child == 0) {
    await(go, 1);
    _exit(count_of(p, 'p', 10 * PAGE) == 10 * (long)PAGE ? 0 : 1);
  }
  CHECK_EQ(pread(fd, p, 6, 0), 6);
  CHECK_EQ(write(parents_pipe[1], "12345678", 8), 8);
  CHECK_EQ(read(parents_pipe[0], p + 2 * PAGE - 4, 8), 8);
  __atomic_store_n(go, 1, __ATOMIC_SEQ_CST);
  CHECK_EQ(outcome(child), 0);
  CHECK(memcmp(p, "objectp", 7) == 0);
  CHECK(memcmp(p + 2 * PAGE - 5, "p12345678p", 10) == 0);

  /* A read-only page is refused before and after a fork. */
  CHECK_EQ(mprotect(p, PAGE, PROT_READ), 0);
  child = fork();
  if (child == 0) _exit(pread(fd, p, 6, 0) == -1 && errno == EFAULT ? 0 : 1);
  CHECK_EQ(outcome(child), 0);
  CHECK_ERRNO(pread(fd, p, 6, 0), EFAULT);
  return check_end();
}
