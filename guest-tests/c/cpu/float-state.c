/* State of x87, SSE and MXCSR of many processes and threads at once: none sees another's. */
#include "support.h"

#include <pthread.h>
#include <sched.h>

enum { TASKS = 12, STEPS = 150 };

static int run(long id) {
  double sum = 0, product = 1;
  long double wide = 0;
  uint64_t vector[2] = {0x0123456789abcdefu * (uint64_t)(id + 1), ~(uint64_t)id}, back[2];
  uint32_t rounding = (uint32_t)(id % 4) << 13, mxcsr = 0x1f80 | rounding, read_back;
  uint16_t control = (uint16_t)(0x037f | id % 4 << 10), control_back;
  __asm__ volatile("ldmxcsr %0\n fldcw %1" : : "m"(mxcsr), "m"(control));
  __asm__ volatile("movdqu %0, %%xmm13\n movdqu %0, %%xmm15" : : "m"(vector) : "xmm13", "xmm15");
  /* Three values on the x87 stack, for as long as the loop runs without libc. */
  for (int i = 0; i < STEPS; i++) {
    long double value = id * 1000.0L + i, half = 0.5L, result;
    long nr = SYS_sched_yield, ret;
    __asm__ volatile(
        "fldt %3\n fldt %4\n fldt %3\n"
        "syscall\n"
        "faddp\n faddp\n fstpt %1\n"
        : "=a"(ret), "=m"(result)
        : "0"(nr), "m"(value), "m"(half)
        : "rcx", "r11", "memory");
    if (ret != 0 || result < 2 * value + 0.25L || result > 2 * value + 0.75L) return 1;
    __asm__ volatile("movdqu %%xmm13, %0" : "=m"(back));
    if (memcmp(back, vector, 16) != 0) return 2;
    __asm__ volatile("movdqu %%xmm15, %0" : "=m"(back));
    if (memcmp(back, vector, 16) != 0) return 3;
    __asm__ volatile("stmxcsr %0\n fnstcw %1" : "=m"(read_back), "=m"(control_back));
    if ((read_back & 0x6000) != rounding || control_back != control) return 4;
  }
  mxcsr = 0x1f80;
  control = 0x037f;
  __asm__ volatile("ldmxcsr %0\n fldcw %1" : : "m"(mxcsr), "m"(control));
  for (int i = 1; i <= STEPS; i++) {
    sum += 1.0 / (i + (double)id);
    product *= 1.0 + 1.0 / (i + (double)id);
    wide += 1.0L / i;
    if (i % 10 == 0) sched_yield();
  }
  double expected = 1.0 + STEPS / (1.0 + (double)id); /* the product telescopes */
  double difference = product / expected - 1.0;
  return difference < 1e-12 && difference > -1e-12 && sum > 0 && wide > 5 ? 0 : 5;
}

static int run_process(void *argument) { return run((long)argument); }
static void *run_thread(void *argument) { return (void *)(long)run((long)argument); }

/* The control words of a new process and thread are their maker's. */
static int rounding_mode(void *ignored) {
  (void)ignored;
  uint32_t mxcsr;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  return (int)(mxcsr >> 13 & 3);
}

static volatile int in_handler;

/* A handler starts with the default control words, and what it sets is gone when it returns. */
static void changes(int number) {
  (void)number;
  in_handler = 10 + rounding_mode(NULL);
  uint32_t mxcsr = 0x1f80 | 1 << 13;
  uint64_t junk[2] = {~0UL, ~0UL};
  __asm__ volatile("ldmxcsr %0\n movdqu %1, %%xmm14" : : "m"(mxcsr), "m"(junk) : "xmm14");
}

int main(void) {
  pid_t children[TASKS];
  pthread_t threads[TASKS];
  for (long i = 0; i < TASKS; i++) children[i] = child_of(run_process, (void *)i);
  int ended = 0;
  for (int i = 0; i < TASKS; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, TASKS);
  for (long i = 0; i < TASKS; i++) pthread_create(&threads[i], NULL, run_thread, (void *)i);
  for (int i = 0; i < TASKS; i++) {
    void *result;
    ended += pthread_join(threads[i], &result) == 0 && result == NULL;
  }
  CHECK_EQ(ended, 2 * TASKS);
  CHECK_EQ(run(3), 0);

  uint32_t up = 0x1f80 | 2 << 13, normal = 0x1f80;
  __asm__ volatile("ldmxcsr %0" : : "m"(up));
  CHECK_EQ(run_child(rounding_mode, NULL), 2);
  uint64_t vector[2] = {11, 12}, back[2];
  handle(SIGUSR1, changes, 0);
  long pid = getpid(), nr = SYS_kill, ret;
  __asm__ volatile(
      "movdqu %2, %%xmm14\n syscall\n movdqu %%xmm14, %1\n"
      : "=a"(ret), "=m"(back)
      : "m"(vector), "0"(nr), "D"(pid), "S"((long)SIGUSR1)
      : "rcx", "r11", "xmm14", "memory");
  CHECK_EQ(ret, 0);
  CHECK_EQ(in_handler, 10);
  CHECK_EQ(back[0], 11);
  CHECK_EQ(back[1], 12);
  CHECK_EQ(rounding_mode(NULL), 2);
  __asm__ volatile("ldmxcsr %0" : : "m"(normal));
  return check_end();
}
