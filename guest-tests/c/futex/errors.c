/* Every refusal of futex, as a table. */
#include "futex.h"

int main(void) {
  unsigned words[2] = {1, 1};
  char *closed = map(PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
  char *hole = anonymous(PAGE);
  munmap(hole, PAGE);

  /* Not a multiple of 4. */
  CHECK_ERRNO(futex_wait((char *)words + 1, 1), EINVAL);
  CHECK_ERRNO(futex_wait((char *)words + 2, 1), EINVAL);
  CHECK_ERRNO(futex_wake((char *)words + 3, 1), EINVAL);
  CHECK_ERRNO(futex((char *)words + 1, FUTEX_WAKE | FUTEX_PRIVATE, 1, NULL, NULL, 0), EINVAL);
  CHECK_ERRNO(futex_wait(hole + 1, 1), EINVAL);
  CHECK_ERRNO(futex_wait((void *)1, 1), EINVAL);

  /* Not there, or not to be read. */
  CHECK_ERRNO(futex_wait(hole, 1), EFAULT);
  CHECK_ERRNO(futex_wait(NULL, 1), EFAULT);
  CHECK_ERRNO(futex_wait(closed, 0), EFAULT);
  CHECK_ERRNO(futex_wake(hole, 1), EFAULT);
  CHECK_ERRNO(futex_wake(closed, 1), EFAULT);
  CHECK_ERRNO(futex(hole, FUTEX_WAIT | FUTEX_PRIVATE, 1, NULL, NULL, 0), EFAULT);
  CHECK_ERRNO(futex((void *)0xffffffff80000000UL, FUTEX_WAIT | FUTEX_PRIVATE, 1, NULL, NULL, 0), EFAULT);
  CHECK_ERRNO(futex((void *)0xffffffff80000000UL, FUTEX_WAKE | FUTEX_PRIVATE, 1, NULL, NULL, 0), EFAULT);
  /* Waking a private word looks at its address only. */
  CHECK_EQ(futex(hole, FUTEX_WAKE | FUTEX_PRIVATE, 1, NULL, NULL, 0), 0);
  CHECK_EQ(futex(closed, FUTEX_WAKE | FUTEX_PRIVATE, 1, NULL, NULL, 0), 0);

  /* Operations that there are none of, or that have no clock to choose. */
  CHECK_ERRNO(futex(words, 127, 1, NULL, NULL, 0), ENOSYS);
  CHECK_ERRNO(futex(words, 0x7f | FUTEX_PRIVATE, 1, NULL, NULL, 0), ENOSYS);
  CHECK_ERRNO(futex(words, 2, 1, NULL, NULL, 0), ENOSYS);
  CHECK_ERRNO(futex(words, FUTEX_WAKE | FUTEX_REALTIME, 1, NULL, NULL, 0), ENOSYS);
  CHECK_ERRNO(futex(words, FUTEX_WAKE_BITSET | FUTEX_REALTIME, 1, NULL, NULL, 1), ENOSYS);
  CHECK_ERRNO(futex(words, FUTEX_REQUEUE | FUTEX_REALTIME, 1, NULL, &words[1], 0), ENOSYS);

  /* A page never touched holds a zero. */
  char *fresh = anonymous(2 * PAGE);
  CHECK_ERRNO(futex_wait(fresh, 1), EAGAIN);
  CHECK_ERRNO(futex(fresh + PAGE, FUTEX_WAIT | FUTEX_PRIVATE, 1, NULL, NULL, 0), EAGAIN);
  CHECK_EQ(futex_wake(fresh, 1), 0);

  /* Memory that may only be read: waiting needs no more. */
  int fd = object_of("/fw-c-futex-errors", PAGE);
  char *read_only = map(2 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
  CHECK_ERRNO(futex_wait(read_only, 1), EAGAIN);
  CHECK_EQ(futex_wake(read_only, 1), 0);
  struct timespec soon = {0, 1000000};
  CHECK_ERRNO(futex(read_only, FUTEX_WAIT, 0, &soon, NULL, 0), ETIMEDOUT);
  /* Behind the object's end there is no word. */
  CHECK_ERRNO(futex_wait(read_only + PAGE, 0), EFAULT);
  CHECK_ERRNO(futex_wake(read_only + PAGE, 1), EFAULT);
  CHECK_ERRNO(futex(read_only + PAGE, FUTEX_WAIT | FUTEX_PRIVATE, 0, NULL, NULL, 0), EFAULT);
  CHECK_EQ(ftruncate(fd, 0), 0);
  CHECK_ERRNO(futex_wake(read_only, 1), EFAULT);
  return check_end();
}
