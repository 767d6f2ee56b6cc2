/* Two addresses of one object's word are one futex; two words never are, whatever their address. */
#include "waiters.h"

int main(void) {
  int fd = object_of("/fw-c-two-addresses", 3 * PAGE);
  unsigned *a = (unsigned *)map(3 * PAGE, RW, MAP_SHARED, fd, 0);
  unsigned *b = (unsigned *)map(3 * PAGE, RW, MAP_SHARED, fd, 0);
  unsigned *second = (unsigned *)map(PAGE, PROT_READ, MAP_SHARED, fd, PAGE);
  const unsigned page = PAGE / sizeof *a;

  struct waiter *w = waiter_for(&a[3], 0, FUTEX_WAIT, 0, NULL);
  until_waiting(&b[3], 0, 1);
  CHECK_EQ(futex_wake(&b[2], INT_MAX), 0);
  CHECK_EQ(futex_wake(&b[page + 3], INT_MAX), 0);
  CHECK_EQ(futex_wake(&b[3], INT_MAX), 1);
  CHECK_EQ(waiter_end(w), 0);

  /* By a mapping that starts elsewhere in the object, and may only be read. */
  w = waiter_for(&second[7], 0, FUTEX_WAIT, 0, NULL);
  until_waiting(&a[page + 7], 0, 1);
  CHECK_EQ(futex_wake(&second[7], 0x7fffffff), 1);
  CHECK_EQ(waiter_end(w), 0);
  w = waiter_for(&b[page + 7], 0, FUTEX_WAIT, 0, NULL);
  until_waiting(&second[7], 0, 1);
  CHECK_EQ(futex_wake(&second[7], 1), 1);
  CHECK_EQ(waiter_end(w), 0);

  /* The private forms go by address: the other address is another futex. */
  static struct timespec soon = {0, 20000000};
  w = waiter_for(&a[0], 0, FUTEX_WAIT | FUTEX_PRIVATE, 0, &soon);
  long woken = 0;
  while (w->place == 0) {
    woken += futex(&b[0], FUTEX_WAKE | FUTEX_PRIVATE, 1, NULL, NULL, 0);
    pause_briefly();
  }
  CHECK_EQ(woken, 0);
  CHECK_EQ(waiter_end(w), ETIMEDOUT);
  w = waiter_for(&a[0], 0, FUTEX_WAIT | FUTEX_PRIVATE, 0, NULL);
  while (futex(&a[0], FUTEX_WAKE | FUTEX_PRIVATE, 1, NULL, NULL, 0) == 0) pause_briefly();
  CHECK_EQ(waiter_end(w), 0);

  /* A mapping that is gone: the waiter is still there, by the other address. */
  w = waiter_for(&a[2 * page], 0, FUTEX_WAIT, 0, NULL);
  until_waiting(&b[2 * page], 0, 1);
  CHECK_EQ(munmap(a, 3 * PAGE), 0);
  CHECK_EQ(futex_wake(&b[2 * page], 1), 1);
  CHECK_EQ(waiter_end(w), 0);

  /* A mapping that has moved: the same. */
  w = waiter_for(&b[2 * page + 1], 0, FUTEX_WAIT, 0, NULL);
  until_waiting(&b[2 * page + 1], 0, 1);
  unsigned *moved = mremap(b, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, anonymous(3 * PAGE));
  CHECK(moved != MAP_FAILED && moved != b);
  CHECK_EQ(futex_wake(&moved[2 * page + 1], 1), 1);
  CHECK_EQ(waiter_end(w), 0);

  /* A private mapping of the same object is not the object. */
  unsigned *copy = (unsigned *)map(3 * PAGE, RW, MAP_PRIVATE, fd, 0);
  copy[9] = 0;
  w = waiter_for(&moved[9], 0, FUTEX_WAIT, 0, NULL);
  until_waiting(&moved[9], 0, 1);
  CHECK_EQ(futex_wake(&copy[9], 1), 0);
  CHECK_EQ(futex_wake(&moved[9], 1), 1);
  CHECK_EQ(waiter_end(w), 0);

  /* Another object's word at the same offset is not either. */
  int other_fd = object_of("/fw-c-two-addresses", PAGE);
  unsigned *other = (unsigned *)map(PAGE, RW, MAP_SHARED, other_fd, 0);
  w = waiter_for(&moved[9], 0, FUTEX_WAIT, 0, NULL);
  until_waiting(&moved[9], 0, 1);
  CHECK_EQ(futex_wake(&other[9], 1), 0);
  CHECK_EQ(futex_wake(&moved[9], 1), 1);
  CHECK_EQ(waiter_end(w), 0);
  return check_end();
}
