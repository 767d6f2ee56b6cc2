/* The futex call by its number, and tasks that wait in it. */
#ifndef FW_FUTEX_H
#define FW_FUTEX_H

#include <limits.h>
#include <sys/syscall.h>

#include "support.h"

/* linux/futex.h, which musl does not bring. */
enum {
  FUTEX_WAIT = 0,
  FUTEX_WAKE = 1,
  FUTEX_REQUEUE = 3,
  FUTEX_CMP_REQUEUE = 4,
  FUTEX_WAIT_BITSET = 9,
  FUTEX_WAKE_BITSET = 10,
  FUTEX_PRIVATE = 128,
  FUTEX_REALTIME = 256,
};
#define FUTEX_WAITERS 0x80000000u
#define FUTEX_OWNER_DIED 0x40000000u
#define FUTEX_TID_MASK 0x3fffffffu
#define FUTEX_ANY 0xffffffffu

static inline long futex(const volatile void *word, int operation, unsigned value,
                         const void *timeout_or_count, const volatile void *second,
                         unsigned third) {
  return syscall(SYS_futex, word, operation, value, timeout_or_count, second, third);
}

static inline long futex_wait(const volatile void *word, unsigned value) {
  return futex(word, FUTEX_WAIT, value, NULL, NULL, 0);
}

static inline long futex_wake(const volatile void *word, unsigned count) {
  return futex(word, FUTEX_WAKE, count, NULL, NULL, 0);
}

/* Moves waiters; the count of those to move stands where a timeout stands otherwise. */
static inline long futex_requeue(const volatile void *from, int operation, unsigned wake,
                                 unsigned long move, const volatile void *to, unsigned value) {
  return futex(from, operation, wake, (const void *)move, to, value);
}

/*
 * Returns when exactly `count` tasks wait for `word`, which holds `value`. No call says how many
 * there are without a change; moving them away and back says it and leaves them as they were.
 */
static inline void until_waiting(const volatile unsigned *word, unsigned value, long count) {
  static unsigned elsewhere __attribute__((aligned(8)));
  unsigned *spare = &elsewhere;
  for (;;) {
    long there = futex_requeue(word, FUTEX_CMP_REQUEUE, 0, INT_MAX, spare, value);
    if (there > 0) {
      long back = futex_requeue(spare, FUTEX_CMP_REQUEUE, 0, INT_MAX, word, *spare);
      if (back != there) {
        fw_say("waiters lost on the way\n");
        _exit(1);
      }
    }
    if (there == count) return;
    if (there < 0) {
      fw_say("FUTEX_CMP_REQUEUE: %s\n", fw_errno_name(errno));
      _exit(1);
    }
    pause_briefly();
  }
}

#endif
