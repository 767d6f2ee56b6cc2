/* Named semaphores: creating, opening, exclusive, unlinking, and every refusal. */
#include "support.h"

#include <limits.h>
#include <semaphore.h>

#define NAME "/fw-c-semaphore-named"

static int posts(void *ignored) {
  (void)ignored;
  sem_t *s = sem_open(NAME, 0);
  if (s == SEM_FAILED) return 1;
  return sem_post(s) == 0 && sem_close(s) == 0 ? 0 : 2;
}

static int waits_for_inherited(void *argument) {
  return sem_wait(argument) == 0 ? 0 : 1;
}

int main(void) {
  sem_unlink(NAME);
  CHECK_ERRNO(sem_unlink(NAME), ENOENT);
  errno = 0;
  CHECK(sem_open(NAME, 0) == SEM_FAILED);
  CHECK_EQ(errno, ENOENT);
  sem_t *s = sem_open(NAME, O_CREAT | O_EXCL, 0600, 3);
  CHECK(s != SEM_FAILED);
  int value;
  CHECK_EQ(sem_getvalue(s, &value), 0);
  CHECK_EQ(value, 3);
  errno = 0;
  CHECK(sem_open(NAME, O_CREAT | O_EXCL, 0600, 9) == SEM_FAILED);
  CHECK_EQ(errno, EEXIST);
  /* Once more in the same process: the same semaphore, whose value is not set again. */
  sem_t *again = sem_open(NAME, O_CREAT, 0600, 9);
  CHECK(again == s);
  CHECK_EQ(sem_getvalue(again, &value), 0);
  CHECK_EQ(value, 3);
  CHECK_EQ(sem_close(again), 0);
  CHECK_EQ(sem_wait(s), 0);
  CHECK_EQ(sem_trywait(s), 0);
  CHECK_EQ(sem_wait(s), 0);
  CHECK_ERRNO(sem_trywait(s), EAGAIN);
  int64_t wanted = nanoseconds(CLOCK_REALTIME) + 10000000;
  struct timespec until = {wanted / 1000000000, wanted % 1000000000};
  CHECK_ERRNO(sem_timedwait(s, &until), ETIMEDOUT);
  CHECK(nanoseconds(CLOCK_REALTIME) >= wanted);

  pid_t child = child_of(posts, NULL);
  CHECK_EQ(sem_wait(s), 0);
  CHECK_EQ(outcome(child), 0);
  child = child_of(waits_for_inherited, s);
  CHECK_EQ(sem_post(s), 0);
  CHECK_EQ(outcome(child), 0);

  /* Unlinked: the name is free, whoever has it open goes on. */
  CHECK_EQ(sem_unlink(NAME), 0);
  CHECK_EQ(sem_post(s), 0);
  sem_t *other = sem_open(NAME, O_CREAT | O_EXCL, 0600, 7);
  CHECK(other != SEM_FAILED && other != s);
  CHECK_EQ(sem_getvalue(other, &value), 0);
  CHECK_EQ(value, 7);
  CHECK_EQ(sem_getvalue(s, &value), 0);
  CHECK_EQ(value, 1);
  CHECK_EQ(sem_close(s), 0);
  CHECK_EQ(sem_close(other), 0);
  /* Closed by all, it keeps its value until it is unlinked. */
  other = sem_open(NAME, 0);
  CHECK(other != SEM_FAILED);
  CHECK_EQ(sem_getvalue(other, &value), 0);
  CHECK_EQ(value, 7);
  CHECK_EQ(sem_close(other), 0);
  CHECK_EQ(sem_unlink(NAME), 0);

  errno = 0;
  CHECK(sem_open(NAME, O_CREAT, 0600, (unsigned)INT_MAX + 1) == SEM_FAILED);
  CHECK_EQ(errno, EINVAL);
  CHECK(sem_open("/", O_CREAT, 0600, 1) == SEM_FAILED);
  CHECK_EQ(errno, EINVAL);
  CHECK_ERRNO(sem_unlink(NAME), ENOENT);
  return check_end();
}
