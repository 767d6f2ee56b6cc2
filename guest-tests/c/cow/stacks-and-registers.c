/* A fork deep in a recursion: each side returns through its own frames with its own registers. */
#include "support.h"

static int *leaves;
static int forks;

/* Forks at every level; each of the processes unwinds its own sum. */
__attribute__((noinline)) static int descend(int level, int sum) {
  volatile int frame[64];
  for (int i = 0; i < 64; i++) frame[i] = level * 100 + i;
  if (level == 0) {
    __atomic_add_fetch(&leaves[sum], 1, __ATOMIC_SEQ_CST);
    return sum;
  }
  pid_t child = fork();
  if (child < 0) _exit(99);
  int bit = child == 0;
  forks += 1;
  int below = descend(level - 1, sum * 2 + bit);
  int right = below >> (level - 1) == sum * 2 + bit;
  for (int i = 0; i < 64; i++) right &= frame[i] == level * 100 + i;
  if (child > 0) right &= outcome(child) == 0;
  if (!right) _exit(1);
  if (child == 0) _exit(0);
  return below;
}

int main(void) {
  leaves = (int *)shared_anonymous(PAGE);
  CHECK_EQ(descend(5, 0), 0);
  int each = 0;
  for (int i = 0; i < 32; i++) each += leaves[i] == 1;
  CHECK_EQ(each, 32);
  CHECK_EQ(forks, 5);

  /* Registers that a call must keep, vectors and flags, over fork in both. */
  register double a = 1.5, b = 2.25;
  uint64_t vector[2] = {0x1111222233334444, 0x5555666677778888}, back[2];
  long result;
  __asm__ volatile(
      "movdqu %2, %%xmm7\n"
      "mov $57, %%eax\n" /* fork */
      "syscall\n"
      "movdqu %%xmm7, %1\n"
      : "=&a"(result), "=m"(back)
      : "m"(vector)
      : "rcx", "r11", "xmm7", "memory");
  int right = back[0] == vector[0] && back[1] == vector[1] && a + b == 3.75;
  if (result == 0) _exit(right ? 17 : 1);
  CHECK(result > 0);
  CHECK(right);
  CHECK_EQ(outcome((pid_t)result), 17);
  return check_end();
}
