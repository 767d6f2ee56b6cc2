/* SA_RESETHAND: the handler runs once, then the signal does its default. */
#include "process.h"

static volatile int handled, default_inside;
static void handler(int number) {
  struct sigaction action;
  handled++;
  sigaction(number, NULL, &action);
  default_inside = action.sa_handler == SIG_DFL;
}

static void twice(void) {
  handle(SIGUSR1, handler, SA_RESETHAND);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(handled, 1);
  CHECK_EQ(default_inside, 1);
  raise(SIGUSR1);
  _exit(1);
}

static volatile int depth, deepest;
static void raises_again(int number) {
  if (++depth > deepest) deepest = depth;
  if (deepest < 5 && depth < 5) raise(number);
  depth--;
}

int main(void) {
  CHECK_EQ(in_child(twice), KILLED_BY(SIGUSR1));

  /* without SA_NODEFER a signal waits for its own handler's end, with it it does not */
  handle(SIGUSR1, raises_again, SA_NODEFER);
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(deepest, 5);
  deepest = 0;
  handle(SIGUSR2, handler, 0);
  handled = 0;
  handle(SIGUSR1, raises_again, SA_RESETHAND | SA_NODEFER);
  struct sigaction action;
  CHECK_EQ(sigaction(SIGUSR1, NULL, &action), 0);
  CHECK_EQ(action.sa_flags & (SA_RESETHAND | SA_NODEFER), SA_RESETHAND | SA_NODEFER);
  deepest = 5; /* do not raise again */
  CHECK_EQ(raise(SIGUSR1), 0);
  CHECK_EQ(sigaction(SIGUSR1, NULL, &action), 0);
  CHECK(action.sa_handler == SIG_DFL);
  return check_end();
}
