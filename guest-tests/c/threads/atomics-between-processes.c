/* Atomic operations of every width on an object, by eight processes that map it at different places. */
#include "support.h"

#include <sched.h>
#include <stddef.h>

enum { CHILDREN = 8, STEPS = 1000 };

struct shared {
  uint8_t bytes[16];
  uint16_t half;
  uint32_t word, bits, max;
  uint64_t quad, exchanged_in, exchanged_out, slot;
  int lock, overlaps, inside;
  long guarded;
  long unaligned[3];
};

static int fd;

static int works(void *argument) {
  long id = (long)argument;
  anonymous((1 + id) * PAGE); /* so that the object is elsewhere in each */
  struct shared *s = (struct shared *)map(PAGE, RW, MAP_SHARED, fd, 0);
  long *across = (long *)((char *)s + offsetof(struct shared, unaligned) + 3);
  for (int i = 0; i < STEPS; i++) {
    __atomic_add_fetch(&s->bytes[i % 16], 1, __ATOMIC_SEQ_CST);
    __atomic_sub_fetch(&s->half, 1, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&s->word, 1, __ATOMIC_RELAXED);
    __atomic_fetch_xor(&s->bits, 1u << id, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&s->quad, 1UL << 32, __ATOMIC_SEQ_CST);
    uint64_t mine = (uint64_t)(id * STEPS + i + 1);
    uint64_t other = __atomic_exchange_n(&s->slot, mine, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&s->exchanged_in, mine, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&s->exchanged_out, other, __ATOMIC_SEQ_CST);
    uint32_t seen = __atomic_load_n(&s->max, __ATOMIC_SEQ_CST);
    while (seen < mine && !__atomic_compare_exchange_n(&s->max, &seen, (uint32_t)mine, 1, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    }
    __asm__ volatile("lock incq %0" : "+m"(*across));
    /* A lock made of one exchange. */
    while (__atomic_exchange_n(&s->lock, 1, __ATOMIC_ACQUIRE)) sched_yield();
    if (s->inside++) s->overlaps++;
    s->guarded++;
    s->inside--;
    __atomic_store_n(&s->lock, 0, __ATOMIC_RELEASE);
  }
  return 0;
}

int main(void) {
  fd = object_of("/fw-c-atomics-between-processes", PAGE);
  struct shared *s = (struct shared *)map(PAGE, RW, MAP_SHARED, fd, 0);
  pid_t children[CHILDREN];
  for (long i = 0; i < CHILDREN; i++) children[i] = child_of(works, (void *)i);
  int ended = 0;
  for (int i = 0; i < CHILDREN; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, CHILDREN);
  int total = CHILDREN * STEPS;
  CHECK_EQ(s->bytes[0], (uint8_t)(8 * 63));
  CHECK_EQ(s->bytes[15], (uint8_t)(8 * 62));
  CHECK_EQ(s->half, (uint16_t)-total);
  CHECK_EQ(s->word, total);
  CHECK_EQ(s->bits, 0);
  CHECK_EQ(s->quad >> 32, total);
  CHECK_EQ(s->exchanged_in, (long)total * (total + 1) / 2);
  CHECK(s->exchanged_out + s->slot == s->exchanged_in);
  CHECK_EQ(s->max, total);
  CHECK_EQ(s->guarded, total);
  CHECK_EQ(s->overlaps, 0);
  CHECK_EQ(*(long *)((char *)s->unaligned + 3), total);
  return check_end();
}
