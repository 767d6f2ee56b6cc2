/* Jumps of setjmp and longjmp: out of depths, over and over, with masks, and between two places. */
#include "support.h"

static jmp_buf back;
static sigjmp_buf masked;

__attribute__((noinline)) static void down(int depth, int value) {
  volatile char frame[200];
  frame[0] = (char)depth;
  if (depth == 0) longjmp(back, value);
  if (depth > 0) down(depth - 1, value);
  frame[1] = frame[0];
}

static volatile int signals;

static void jumps(int number) {
  signals++;
  siglongjmp(masked, number);
}

int main(void) {
  volatile int passes = 0;
  int value = setjmp(back);
  if (value == 0) down(100, 7);
  CHECK_EQ(value, 7);
  value = setjmp(back);
  if (value == 0) down(0, 0);
  CHECK_EQ(value, 1); /* a 0 becomes a 1 */
  value = setjmp(back);
  passes++;
  if (passes < 1000) down(passes % 20, passes);
  CHECK_EQ(passes, 1000);
  CHECK_EQ(value, 999);

  /* In a loop, with values that live on. */
  volatile double kept = 2.5;
  volatile long sum = 0;
  for (volatile int i = 0; i < 50; i++) {
    if (setjmp(back) == 0) down(3, 1);
    sum += i;
  }
  CHECK_EQ(sum, 1225);
  CHECK(kept == 2.5);

  /* Out of handlers: the mask is back, so that the signal can come again. */
  handle(SIGUSR1, jumps, 0);
  handle(SIGSEGV, jumps, 0);
  for (volatile int i = 0; i < 20; i++) {
    int number = sigsetjmp(masked, 1);
    if (number == 0) raise(SIGUSR1);
    if (number != SIGUSR1) return 1;
  }
  CHECK_EQ(signals, 20);
  for (volatile int i = 0; i < 20; i++) {
    if (sigsetjmp(masked, 1) == 0) *(volatile int *)(8 + (uintptr_t)i * 4) = 1;
  }
  CHECK_EQ(signals, 40);
  /* Without the mask saved, the signal stays blocked. */
  sigset_t now, none;
  if (sigsetjmp(masked, 0) == 0) raise(SIGUSR1);
  CHECK_EQ(signals, 41);
  CHECK_EQ(sigprocmask(SIG_SETMASK, NULL, &now), 0);
  CHECK_EQ(sigismember(&now, SIGUSR1), 1);
  sigemptyset(&none);
  CHECK_EQ(sigprocmask(SIG_SETMASK, &none, NULL), 0);
  return check_end();
}
