/* Four writers and four readers over one ring in shared memory, all children of one process. */
#include "process.h"

#include <sched.h>
#include <sys/mman.h>

#define SLOTS 16
#define EACH 500

struct ring {
  int head, tail, lock;
  long long sum;
  int taken;
  int slots[SLOTS];
};

static void lock(struct ring *ring) {
  while (__atomic_exchange_n(&ring->lock, 1, __ATOMIC_ACQUIRE)) sched_yield();
}
static void unlock(struct ring *ring) { __atomic_store_n(&ring->lock, 0, __ATOMIC_RELEASE); }

static void put(struct ring *ring, int value) {
  for (;; sched_yield()) {
    lock(ring);
    if (ring->head - ring->tail < SLOTS) {
      ring->slots[ring->head++ % SLOTS] = value;
      unlock(ring);
      return;
    }
    unlock(ring);
  }
}

static void take(struct ring *ring) {
  for (;; sched_yield()) {
    lock(ring);
    if (ring->head > ring->tail) {
      ring->sum += ring->slots[ring->tail++ % SLOTS];
      ring->taken++;
      unlock(ring);
      return;
    }
    unlock(ring);
  }
}

int main(void) {
  int fd = CHECK_FD(shm_open("/fw-c-rings", O_RDWR | O_CREAT | O_EXCL, 0600));
  CHECK_EQ(ftruncate(fd, sizeof(struct ring)), 0);
  pid_t children[8];
  for (int i = 0; i < 8; i++) {
    children[i] = fork();
    if (children[i] == 0) {
      /* each maps it for itself, at an address of its own */
      mmap(NULL, (size_t)(i + 1) * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      struct ring *ring =
          mmap(NULL, sizeof *ring, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      if (ring == MAP_FAILED) _exit(1);
      for (int n = 0; n < EACH; n++) {
        if (i % 2) {
          take(ring);
        } else {
          put(ring, i * EACH + n);
        }
      }
      _exit(0);
    }
  }
  int failed = 0;
  for (int i = 0; i < 8; i++) failed += outcome(children[i]) != 0;
  CHECK_EQ(failed, 0);
  struct ring *ring = mmap(NULL, sizeof *ring, PROT_READ, MAP_SHARED, fd, 0);
  CHECK(ring != MAP_FAILED);
  long long wanted = 0;
  for (int i = 0; i < 8; i += 2) {
    for (int n = 0; n < EACH; n++) wanted += i * EACH + n;
  }
  CHECK_EQ(ring->taken, 4 * EACH);
  CHECK_EQ(ring->sum, wanted);
  CHECK_EQ(ring->head, ring->tail);
  CHECK_EQ(shm_unlink("/fw-c-rings"), 0);
  return check_end();
}
