/* Thirty-two threads on one counter: with atomics, with a mutex, with a spin lock; nothing is lost. */
#include "support.h"

#include <pthread.h>

enum { THREADS = 32, STEPS = 500 };

static long by_add, by_exchange, by_mutex, by_spin, plain;
static unsigned __int128 wide __attribute__((aligned(16)));
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_spinlock_t spin;
static unsigned char seen[THREADS * STEPS];
static pthread_barrier_t start;

static void *adds(void *argument) {
  (void)argument;
  pthread_barrier_wait(&start);
  for (int i = 0; i < STEPS; i++) {
    long ticket = __atomic_fetch_add(&by_add, 1, __ATOMIC_SEQ_CST);
    seen[ticket]++;
    long old = __atomic_load_n(&by_exchange, __ATOMIC_SEQ_CST);
    while (!__atomic_compare_exchange_n(&by_exchange, &old, old + 3, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    }
    pthread_mutex_lock(&mutex);
    by_mutex++;
    plain += i;
    pthread_mutex_unlock(&mutex);
    pthread_spin_lock(&spin);
    by_spin++;
    pthread_spin_unlock(&spin);
    /* 128 bits at once: both halves are counted together or not at all. */
    uint64_t low = ((volatile uint64_t *)&wide)[0], high = ((volatile uint64_t *)&wide)[1];
    unsigned char done;
    do {
      uint64_t new_low = low + 1, new_high = high + 2;
      __asm__ volatile("lock cmpxchg16b %1\n setz %0"
                       : "=q"(done), "+m"(wide), "+a"(low), "+d"(high)
                       : "b"(new_low), "c"(new_high)
                       : "cc", "memory");
    } while (!done);
  }
  return NULL;
}

int main(void) {
  CHECK_EQ(pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE), 0);
  CHECK_EQ(pthread_barrier_init(&start, NULL, THREADS), 0);
  pthread_t threads[THREADS];
  int made = 0, joined = 0;
  for (int i = 0; i < THREADS; i++) made += pthread_create(&threads[i], NULL, adds, NULL) == 0;
  CHECK_EQ(made, THREADS);
  for (int i = 0; i < THREADS; i++) joined += pthread_join(threads[i], NULL) == 0;
  CHECK_EQ(joined, THREADS);
  CHECK_EQ(by_add, THREADS * STEPS);
  CHECK_EQ(count_of(seen, 1, sizeof seen), THREADS * STEPS);
  CHECK_EQ(by_exchange, 3 * THREADS * STEPS);
  CHECK_EQ(by_mutex, THREADS * STEPS);
  CHECK_EQ(plain, (long)THREADS * STEPS * (STEPS - 1) / 2);
  CHECK_EQ(by_spin, THREADS * STEPS);
  CHECK_EQ((uint64_t)wide, THREADS * STEPS);
  CHECK_EQ((uint64_t)(wide >> 64), 2 * THREADS * STEPS);
  CHECK_EQ(pthread_spin_trylock(&spin), 0);
  CHECK_EQ(pthread_spin_trylock(&spin), EBUSY);
  return check_end();
}
