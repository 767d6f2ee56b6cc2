/* A stack that overflows is told on the alternate stack; without one the process dies. */
#include "process.h"

#include <setjmp.h>
#include <stdint.h>
#include <sys/resource.h>

static sigjmp_buf back;
static volatile int depth;
static volatile uintptr_t lowest;

__attribute__((noinline)) static int deeper(int level) {
  volatile char room[4096];
  room[0] = (char)level;
  depth = level;
  lowest = (uintptr_t)room;
  if (level > 1000000) return 0; /* never */
  return deeper(level + 1) + room[0];
}

static void *volatile fault;
static volatile int code;
static void handler(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  fault = info->si_addr;
  code = info->si_code;
  siglongjmp(back, 1);
}

int main(void) {
  struct rlimit limit = {1 << 20, RLIM_INFINITY};
  CHECK_EQ(setrlimit(RLIMIT_STACK, &limit), 0);
  static char stack[65536];
  stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
  CHECK_EQ(sigaltstack(&alternative, NULL), 0);
  handle_info(SIGSEGV, handler, SA_ONSTACK);
  for (int i = 0; i < 3; i++) {
    depth = 0;
    if (sigsetjmp(back, 1) == 0) deeper(1);
    CHECK(depth > 200 && depth < 260);
    CHECK(code == SEGV_MAPERR || code == SEGV_ACCERR);
    CHECK((uintptr_t)fault < lowest + 4096 && (uintptr_t)fault > lowest - 16384);
  }
  pid_t child = fork();
  if (child == 0) {
    handle_info(SIGSEGV, handler, 0); /* no place to run on */
    if (sigsetjmp(back, 1) == 0) deeper(1);
    _exit(1);
  }
  CHECK_EQ(outcome(child), KILLED_BY(SIGSEGV));
  return check_end();
}
