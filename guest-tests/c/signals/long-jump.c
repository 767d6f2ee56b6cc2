/* siglongjmp out of handlers puts the mask back, however deep they are. */
#include "process.h"

#include <setjmp.h>

static sigjmp_buf back;
static volatile int depth;

static void handler(int number) {
  depth++;
  siglongjmp(back, number);
}

static void deep(int number) {
  if (++depth < 5) raise(number);
  siglongjmp(back, depth);
}

static int blocked(int number) {
  sigset_t mask;
  sigprocmask(SIG_SETMASK, NULL, &mask);
  return sigismember(&mask, number);
}

int main(void) {
  handle(SIGUSR1, handler, 0);
  int got = sigsetjmp(back, 1);
  if (got == 0) {
    raise(SIGUSR1);
    return 1;
  }
  CHECK_EQ(got, SIGUSR1);
  CHECK_EQ(blocked(SIGUSR1), 0);
  /* not asked to, it leaves the mask of the handler */
  got = sigsetjmp(back, 0);
  if (got == 0) {
    raise(SIGUSR1);
    return 1;
  }
  CHECK_EQ(blocked(SIGUSR1), 1);
  sigset_t set;
  sigemptyset(&set);
  CHECK_EQ(sigprocmask(SIG_SETMASK, &set, NULL), 0);

  volatile int times = 0;
  for (volatile int i = 0; i < 1000; i++) {
    if (sigsetjmp(back, 1) == 0) raise(SIGUSR1);
    times++;
  }
  CHECK_EQ(times, 1000);
  CHECK_EQ(depth, 1002);

  depth = 0;
  handle(SIGUSR1, deep, SA_NODEFER);
  got = sigsetjmp(back, 1);
  if (got == 0) raise(SIGUSR1);
  CHECK_EQ(got, 5);
  CHECK_EQ(blocked(SIGUSR1), 0);

  /* out of a handler on the alternate stack, which is free again */
  static char stack[65536];
  stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack}, now;
  CHECK_EQ(sigaltstack(&alternative, NULL), 0);
  handle(SIGSEGV, handler, SA_ONSTACK);
  for (volatile int i = 0; i < 3; i++) {
    got = sigsetjmp(back, 1);
    if (got == 0) *(volatile int *)8 = 1;
    CHECK_EQ(got, SIGSEGV);
    CHECK_EQ(sigaltstack(NULL, &now), 0);
    CHECK_EQ(now.ss_flags, 0);
  }
  return check_end();
}
