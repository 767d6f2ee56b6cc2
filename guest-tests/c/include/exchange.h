/* What the two programs of ipc/exchange share. */
#include "process.h"

#include <sched.h>
#include <sys/mman.h>

#define NAME "/fw-c-exchange"
#define ROUNDS 500

struct exchange {
  int turn, value, done;
  long sum;
  char text[16];
};

/* The object, made by whoever comes first and sized by both. */
static struct exchange *join(void) {
  int fd = CHECK_FD(shm_open(NAME, O_RDWR | O_CREAT, 0600));
  CHECK_EQ(ftruncate(fd, 8192), 0);
  struct exchange *exchange = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  CHECK(exchange != MAP_FAILED);
  CHECK_EQ(close(fd), 0);
  exchange->text[0] = 'p';
  return exchange;
}

static void wait_for(const int *word, int value) {
  while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != value) sched_yield();
}
