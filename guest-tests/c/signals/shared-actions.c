/* CLONE_SIGHAND: two processes of one memory do the same on signals, each with its own mask. */
#include "process.h"

#include <sched.h>
#include <sys/mman.h>

static volatile int seen;
static void note(int number) { seen = number; }

static void (*handler_of(int number))(int) {
  struct sigaction now;
  return sigaction(number, NULL, &now) == 0 ? now.sa_handler : SIG_ERR;
}

static int body(void *unused) {
  (void)unused;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, NULL);
  handle(SIGUSR1, note, 0);
  handle(SIGTERM, SIG_IGN, 0);
  return 0;
}

static int run(int flags) {
  enum { BYTES = 65536 };
  char *stack = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(stack != MAP_FAILED);
  pid_t child = clone(body, stack + BYTES, flags | SIGCHLD, NULL);
  CHECK(child > 0);
  return outcome(child);
}

int main(void) {
  CHECK_EQ(run(CLONE_VM), 0);
  CHECK(handler_of(SIGUSR1) == SIG_DFL);
  CHECK(handler_of(SIGTERM) == SIG_DFL);
  CHECK_EQ(run(CLONE_VM | CLONE_SIGHAND), 0);
  CHECK(handler_of(SIGUSR1) == note);
  CHECK(handler_of(SIGTERM) == SIG_IGN);
  sigset_t mask;
  CHECK_EQ(sigprocmask(SIG_SETMASK, NULL, &mask), 0);
  CHECK_EQ(sigismember(&mask, SIGUSR2), 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(seen, SIGUSR1);
  CHECK_ERRNO(syscall(SYS_clone, CLONE_SIGHAND | SIGCHLD, 0L, 0L, 0L, 0L), EINVAL);

  /* CLONE_CLEAR_SIGHAND of clone3: handlers go, what is ignored stays so */
  struct {
    unsigned long flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
  } wanted = {.flags = 0x100000000UL, .exit_signal = SIGCHLD};
  long child = syscall(SYS_clone3, &wanted, sizeof wanted);
  if (child == 0) {
    _exit((handler_of(SIGUSR1) == SIG_DFL) + 2 * (handler_of(SIGTERM) == SIG_IGN));
  }
  CHECK_EQ(outcome((pid_t)child), 3);
  CHECK(handler_of(SIGUSR1) == note);
  return check_end();
}
