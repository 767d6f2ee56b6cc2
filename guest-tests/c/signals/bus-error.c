/* SIGBUS for pages of a mapping behind the object's end, and no longer when it grows. */
#include "process.h"

#include <setjmp.h>
#include <sys/mman.h>

static sigjmp_buf back;
static siginfo_t last;
static void handler(int number, siginfo_t *info, void *context) {
  (void)context;
  last = *info;
  siglongjmp(back, number);
}

static int touch(volatile char *at, int write) {
  int caught = sigsetjmp(back, 1);
  if (caught) return caught;
  if (write) {
    *at = 1;
  } else {
    (void)*at;
  }
  return 0;
}

static void at(const char *path) {
  int fd = file_of(path, "x");
  CHECK_EQ(ftruncate(fd, 5000), 0);
  char *p = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  CHECK(p != MAP_FAILED);
  CHECK_EQ(touch(p, 0), 0);
  CHECK_EQ(touch(p + 8191, 1), 0); /* to the end of the last page */
  CHECK_EQ(touch(p + 8192 + 5, 0), SIGBUS);
  CHECK_EQ(last.si_signo, SIGBUS);
  CHECK_EQ(last.si_code, BUS_ADRERR);
  CHECK(last.si_addr == p + 8192 + 5);
  CHECK_EQ(touch(p + 3 * 4096, 1), SIGBUS);
  CHECK(last.si_addr == p + 3 * 4096);
  CHECK_EQ(ftruncate(fd, 4 * 4096), 0);
  CHECK_EQ(touch(p + 3 * 4096, 1), 0);
  CHECK_EQ(ftruncate(fd, 4096), 0);
  CHECK_EQ(touch(p + 3 * 4096, 0), SIGBUS);
  CHECK_EQ(touch(p + 4096, 0), SIGBUS);
  CHECK_EQ(touch(p, 0), 0);
  /* a system call does not fault: it refuses */
  CHECK_ERRNO(write(fd, p + 8192, 1), EFAULT);
  CHECK_ERRNO(read(fd, p + 8192, 1), EFAULT);
  char *private = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  CHECK(private != MAP_FAILED);
  CHECK_EQ(touch(private + 4096, 1), SIGBUS);
  CHECK_EQ(touch(private, 1), 0);
  pid_t child = fork();
  if (child == 0) {
    handle(SIGBUS, SIG_DFL, 0);
    *(volatile char *)(p + 4096) = 1;
    _exit(1);
  }
  CHECK_EQ(outcome(child), KILLED_BY(SIGBUS));
  CHECK_EQ(unlink(path), 0);
}

int main(void) {
  handle_info(SIGBUS, handler, 0);
  handle_info(SIGSEGV, handler, 0);
  at("/dev/shm/fw-c-bus");
  at("/tmp/fw-c-bus");
  return check_end();
}
