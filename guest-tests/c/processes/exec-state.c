/* What execve keeps of a process and what it resets. */
#include "process.h"

#include <sys/mman.h>

static void handler(int number) { (void)number; }

static int second(void) {
  /* descriptors: those marked are closed, the others are as they were */
  char bytes[8];
  CHECK_ERRNO(fcntl(10, F_GETFD), EBADF);
  CHECK_ERRNO(fcntl(11, F_GETFD), EBADF);
  CHECK_EQ(fcntl(12, F_GETFD), 0);
  CHECK_EQ(lseek(12, 0, SEEK_CUR), 4);
  CHECK_EQ(read(12, bytes, 2), 2);
  CHECK_EQ(memcmp(bytes, "45", 2), 0);
  CHECK_ERRNO(fcntl(13, F_GETFD), EBADF);

  /* signals: caught ones are default again, ignored ones stay ignored, the mask stays */
  struct sigaction action;
  CHECK_EQ(sigaction(SIGUSR1, NULL, &action), 0);
  CHECK(action.sa_handler == SIG_DFL);
  CHECK_EQ(sigaction(SIGUSR2, NULL, &action), 0);
  CHECK(action.sa_handler == SIG_IGN);
  CHECK_EQ(sigaction(SIGTERM, NULL, &action), 0);
  CHECK(action.sa_handler == SIG_DFL);
  sigset_t mask;
  CHECK_EQ(sigprocmask(SIG_SETMASK, NULL, &mask), 0);
  CHECK_EQ(sigismember(&mask, SIGHUP), 1);
  CHECK_EQ(sigismember(&mask, SIGINT), 0);
  CHECK_EQ(sigpending(&mask), 0);
  CHECK_EQ(sigismember(&mask, SIGHUP), 1); /* was sent before */
  stack_t stack;
  CHECK_EQ(sigaltstack(NULL, &stack), 0);
  CHECK_EQ(stack.ss_flags, SS_DISABLE);
  return 63;
}

int main(int count, char **arguments) {
  if (count > 1) return second();
  int fd = file_of("/dev/shm/fw-c-exec", "0123456789");
  pid_t child = fork();
  if (child == 0) {
    static char alternative[65536];
    if (lseek(fd, 4, SEEK_SET) != 4) _exit(1);
    if (dup3(fd, 10, O_CLOEXEC) != 10 || dup2(fd, 11) != 11 || dup2(fd, 12) != 12) _exit(2);
    if (fcntl(11, F_SETFD, FD_CLOEXEC) != 0) _exit(3);
    if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0) _exit(4);
    handle(SIGUSR1, handler, SA_RESTART);
    handle(SIGUSR2, SIG_IGN, 0);
    stack_t stack = {.ss_sp = alternative, .ss_size = sizeof alternative};
    if (sigaltstack(&stack, NULL) != 0) _exit(5);
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGHUP);
    if (sigprocmask(SIG_SETMASK, &mask, NULL) != 0) _exit(6);
    raise(SIGHUP);
    char *const all[] = {arguments[0], "second", NULL};
    execv("/proc/self/exe", all);
    _exit(127);
  }
  CHECK_EQ(outcome(child), 63);

  /* a mapping does not come along, an object does */
  char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  CHECK(map != MAP_FAILED);
  CHECK_EQ(memcmp(map, "0123456789", 10), 0);
  CHECK_EQ(unlink("/dev/shm/fw-c-exec"), 0);
  return check_end();
}
