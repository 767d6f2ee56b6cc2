/* sigaltstack: where handlers run, what it tells while they do, what it refuses. */
#include "process.h"

#include <stdint.h>

#define SIZE 65536

static char stack[SIZE] __attribute__((aligned(16)));
static volatile int on_it, state_inside, change_error, nested_on_it;

static int inside(const void *address) {
  return (const char *)address >= stack && (const char *)address < stack + SIZE;
}

static void nested(int number) {
  int here = number;
  nested_on_it = inside(&here);
}

static void handler(int number) {
  int here = number;
  stack_t now;
  on_it = inside(&here);
  sigaltstack(NULL, &now);
  state_inside = now.ss_flags;
  now.ss_flags = SS_DISABLE;
  errno = 0;
  sigaltstack(&now, NULL);
  change_error = errno;
  raise(SIGUSR2);
}

int main(void) {
  stack_t new_stack = {.ss_sp = stack, .ss_size = SIZE}, old;
  CHECK_EQ(sigaltstack(NULL, &old), 0);
  CHECK_EQ(old.ss_flags, SS_DISABLE);
  CHECK_EQ(sigaltstack(&new_stack, &old), 0);
  CHECK_EQ(sigaltstack(NULL, &old), 0);
  CHECK(old.ss_sp == stack);
  CHECK_EQ(old.ss_size, SIZE);
  CHECK_EQ(old.ss_flags, 0);

  handle(SIGUSR2, nested, SA_ONSTACK);
  handle(SIGUSR1, handler, SA_ONSTACK);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(on_it, 1);
  CHECK_EQ(state_inside, SS_ONSTACK);
  CHECK_EQ(change_error, EPERM); /* not while it is in use */
  CHECK_EQ(nested_on_it, 1);
  CHECK_EQ(sigaltstack(NULL, &old), 0);
  CHECK_EQ(old.ss_flags, 0);
  handle(SIGUSR1, handler, 0); /* without SA_ONSTACK: on the usual one */
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(on_it, 0);

  new_stack.ss_flags = 0;
  CHECK_EQ(syscall(SYS_sigaltstack, &new_stack, NULL), 0);
  new_stack.ss_size = 1024;
  CHECK_ERRNO(syscall(SYS_sigaltstack, &new_stack, NULL), ENOMEM);
  new_stack.ss_size = SIZE;
  new_stack.ss_flags = 8;
  CHECK_ERRNO(syscall(SYS_sigaltstack, &new_stack, NULL), EINVAL);
  new_stack.ss_flags = SS_DISABLE;
  new_stack.ss_size = 0;
  CHECK_EQ(sigaltstack(&new_stack, NULL), 0);
  handle(SIGUSR1, handler, SA_ONSTACK);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(on_it, 0); /* there is none any more */

  /* a child of fork has its parent's */
  new_stack = (stack_t){.ss_sp = stack, .ss_size = SIZE};
  CHECK_EQ(sigaltstack(&new_stack, NULL), 0);
  pid_t child = fork();
  if (child == 0) {
    on_it = 0;
    raise(SIGUSR1);
    _exit(on_it);
  }
  CHECK_EQ(outcome(child), 1);
  return check_end();
}
