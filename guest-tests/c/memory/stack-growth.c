/* The stack grows by being used, down to its limit; below that is SIGSEGV. */
#include "support.h"

#include <sys/resource.h>

static int depth_reached;

__attribute__((noinline)) static long descend(int depth) {
  volatile char frame[1000];
  frame[0] = (char)depth;
  frame[999] = (char)(depth >> 8);
  long below = depth == 0 ? 0 : descend(depth - 1);
  return below + frame[0] + frame[999] - (char)depth - (char)(depth >> 8) + 1;
}

__attribute__((noinline)) static int for_ever(int depth) {
  volatile char frame[4000];
  frame[0] = (char)depth;
  depth_reached = depth;
  if (depth < 0) return 0;
  return for_ever(depth + 1) + frame[0];
}

static int overflow(void *ignored) {
  (void)ignored;
  return for_ever(0);
}

static sigjmp_buf landing;

static void land(int number) { siglongjmp(landing, number); }

/* With a handler on a stack of its own, the overflow can be survived. */
static int survive(void *ignored) {
  (void)ignored;
  stack_t stack = {.ss_sp = anonymous(16 * PAGE), .ss_size = 16 * PAGE};
  struct sigaction action = {.sa_handler = land, .sa_flags = SA_ONSTACK};
  if (sigaltstack(&stack, NULL) != 0 || sigaction(SIGSEGV, &action, NULL) != 0) return 1;
  int caught = sigsetjmp(landing, 1);
  if (caught == 0) for_ever(0);
  return caught == SIGSEGV && depth_reached > 1000 ? 42 : 2;
}

__attribute__((noinline)) static int large_frame(void) {
  volatile char frame[2 << 20];
  frame[0] = 1;
  frame[sizeof frame - 1] = 2;
  return frame[0] + frame[sizeof frame - 1] + frame[sizeof frame / 2] * 0;
}

static int grow_in_child(void *ignored) {
  (void)ignored;
  return descend(2000) == 2001 ? 0 : 1;
}

int main(void) {
  struct rlimit limit;
  CHECK_EQ(getrlimit(RLIMIT_STACK, &limit), 0);
  CHECK_EQ(descend(100), 101);
  CHECK_EQ(descend(4000), 4001);
  CHECK_EQ(large_frame(), 3);
  CHECK_EQ(run_child(grow_in_child, NULL), 0);
  CHECK_EQ(descend(5000), 5001);

  /* The limit stops it: a child of the lowered one dies of it. */
  limit.rlim_cur = 4 << 20;
  CHECK_EQ(setrlimit(RLIMIT_STACK, &limit), 0);
  CHECK_EQ(run_child(overflow, NULL), KILLED_BY(SIGSEGV));
  limit.rlim_cur = 8 << 20;
  CHECK_EQ(setrlimit(RLIMIT_STACK, &limit), 0);
  CHECK_EQ(run_child(overflow, NULL), KILLED_BY(SIGSEGV));
  CHECK_EQ(run_child(survive, NULL), 42);
  CHECK_EQ(descend(100), 101);
  return check_end();
}
