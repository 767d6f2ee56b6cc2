/* abort ends the process whatever is done about SIGABRT, unless a handler does not return. */
#include "process.h"

#include <setjmp.h>

static void returns(int number) {
  if (number == SIGABRT && write(1, "handled\n", 8) != 8) _exit(9);
}
static void leaves(int number) { _exit(number == SIGABRT ? 44 : 45); }
static jmp_buf back;
static void jumps(int number) {
  (void)number;
  longjmp(back, 1);
}

static void by_default(void) { abort(); }
static void while_ignored(void) {
  handle(SIGABRT, SIG_IGN, 0);
  abort();
}
static void while_blocked(void) {
  sigset_t set;
  sigfillset(&set);
  sigprocmask(SIG_SETMASK, &set, NULL);
  abort();
}
static void with_a_handler(void) {
  handle(SIGABRT, returns, 0);
  abort();
}
static void with_one_that_exits(void) {
  handle(SIGABRT, leaves, 0);
  abort();
}
static void with_one_that_jumps(void) {
  handle(SIGABRT, jumps, 0);
  if (setjmp(back) == 0) abort();
  _exit(46);
}

int main(void) {
  CHECK_EQ(in_child(by_default), KILLED_BY(SIGABRT));
  CHECK_EQ(in_child(while_ignored), KILLED_BY(SIGABRT));
  CHECK_EQ(in_child(while_blocked), KILLED_BY(SIGABRT));
  CHECK_EQ(in_child(with_a_handler), KILLED_BY(SIGABRT));
  CHECK_EQ(in_child(with_one_that_exits), 44);
  CHECK_EQ(in_child(with_one_that_jumps), 46);
  return check_end();
}
