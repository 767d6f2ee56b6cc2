/* Variables of threads (__thread): a copy for each thread, as initialised, at every fork the forker's. */
#include "support.h"

#include <pthread.h>

static __thread int counter = 5;
static __thread char zeroes[3 * 4096];
static __thread long aligned __attribute__((aligned(64))) = 0x1122334455667788;
static __thread int *self = NULL;
static pthread_barrier_t together;
static int *addresses[8];

static void *run(void *argument) {
  long id = (long)argument;
  int right = counter == 5 && self == NULL && aligned == 0x1122334455667788 &&
              (uintptr_t)&aligned % 64 == 0 && count_of(zeroes, 0, sizeof zeroes) == sizeof zeroes;
  self = &counter;
  addresses[id] = &counter;
  for (int i = 0; i < 1000; i++) counter += (int)id;
  memset(zeroes, (int)id, sizeof zeroes);
  pthread_barrier_wait(&together);
  for (int i = 0; i < 8; i++) right &= i == id || addresses[i] != &counter;
  right &= counter == 5 + 1000 * id && self == &counter;
  right &= count_of(zeroes, (char)id, sizeof zeroes) == sizeof zeroes;
  return (void *)(long)right;
}

static int look_and_change(void *argument) {
  int expected = *(int *)argument;
  if (counter != expected) return 1;
  counter = 77;
  return counter == 77 && zeroes[100] == 'm' ? 0 : 2;
}

int main(void) {
  CHECK_EQ(counter, 5);
  CHECK_EQ(pthread_barrier_init(&together, NULL, 8), 0);
  pthread_t threads[8];
  int right = 0;
  for (long i = 0; i < 8; i++) {
    if (pthread_create(&threads[i], NULL, run, (void *)i) != 0) return 1;
  }
  for (int i = 0; i < 8; i++) {
    void *result;
    right += pthread_join(threads[i], &result) == 0 && result == (void *)1;
  }
  CHECK_EQ(right, 8);
  CHECK_EQ(counter, 5);
  CHECK(self == NULL);
  counter = 6;
  memset(zeroes, 'm', sizeof zeroes);
  int expected = 6;
  CHECK_EQ(run_child(look_and_change, &expected), 0);
  CHECK_EQ(counter, 6);
  CHECK_EQ(count_of(zeroes, 'm', sizeof zeroes), sizeof zeroes);
  errno = 1234;
  CHECK_EQ(errno, 1234);
  return check_end();
}
