/* Detached threads, stacks of a given size or place, guard pages, affinity. */
#include "support.h"

#include <pthread.h>
#include <sched.h>

static int done;

static void *counts(void *argument) {
  (void)argument;
  __atomic_add_fetch(&done, 1, __ATOMIC_SEQ_CST);
  return NULL;
}

static void *uses_stack(void *argument) {
  size_t size = (size_t)argument;
  volatile char *frame = __builtin_alloca(size);
  for (size_t i = 0; i < size; i += 512) frame[i] = 1;
  return (void *)(long)frame[0];
}

static char *place;

static void *where(void *argument) {
  (void)argument;
  char here;
  return (void *)(long)(&here > place && &here < place + 64 * PAGE);
}

__attribute__((noinline)) static int for_ever(int depth) {
  volatile char frame[2000];
  frame[0] = (char)depth;
  if (depth < 0) return 0;
  return for_ever(depth + 1) + frame[0];
}

static void *overflows(void *argument) {
  (void)argument;
  return (void *)(long)for_ever(0);
}

static int dies_of_its_guard(void *ignored) {
  (void)ignored;
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 128 * 1024);
  pthread_create(&thread, &attributes, overflows, NULL);
  pthread_join(thread, NULL);
  return 1;
}

int main(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  void *result;
  CHECK_EQ(pthread_attr_init(&attributes), 0);
  CHECK_EQ(pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED), 0);
  CHECK_EQ(pthread_attr_setdetachstate(&attributes, 77), EINVAL);
  int made = 0;
  for (int i = 0; i < 20; i++) made += pthread_create(&thread, &attributes, counts, NULL) == 0;
  CHECK_EQ(made, 20);
  await(&done, 20);
  CHECK_EQ(done, 20);
  CHECK_EQ(pthread_create(&thread, NULL, counts, NULL), 0);
  CHECK_EQ(pthread_detach(thread), 0);
  await(&done, 21);

  CHECK_EQ(pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_JOINABLE), 0);
  CHECK_EQ(pthread_attr_setstacksize(&attributes, 1), EINVAL);
  CHECK_EQ(pthread_attr_setstacksize(&attributes, 1 << 20), 0);
  CHECK_EQ(pthread_create(&thread, &attributes, uses_stack, (void *)(900UL * 1024)), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK_EQ((long)result, 1);
  CHECK_EQ(pthread_attr_setguardsize(&attributes, 8 * PAGE), 0);
  CHECK_EQ(pthread_create(&thread, &attributes, uses_stack, (void *)(500UL * 1024)), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK_EQ((long)result, 1);
  place = anonymous(64 * PAGE);
  CHECK_EQ(pthread_attr_setstack(&attributes, place, 64 * PAGE), 0);
  CHECK_EQ(pthread_create(&thread, &attributes, where, NULL), 0);
  CHECK_EQ(pthread_join(thread, &result), 0);
  CHECK_EQ((long)result, 1);
  CHECK_EQ(pthread_attr_destroy(&attributes), 0);
  CHECK_EQ(run_child(dies_of_its_guard, NULL), KILLED_BY(SIGSEGV));

  cpu_set_t set;
  CHECK_EQ(sched_getaffinity(0, sizeof set, &set), 0);
  CHECK(CPU_COUNT(&set) >= 1);
  CHECK_ERRNO(sched_getaffinity(0, 1, &set), EINVAL);
  CHECK(sysconf(_SC_NPROCESSORS_ONLN) >= 1);
  CHECK_EQ(sched_yield(), 0);
  return check_end();
}
