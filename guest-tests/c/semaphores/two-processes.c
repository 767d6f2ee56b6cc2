/* Two processes that know nothing of each other but two names: a page of text passes, byte by byte. */
#include "support.h"

#include <semaphore.h>

#define OBJECT "/fw-c-two-processes"
#define FULL "/fw-c-two-processes-full"
#define EMPTY "/fw-c-two-processes-empty"

enum { BYTES = 2000 };

static int sends(void *ignored) {
  (void)ignored;
  int fd = shm_open(OBJECT, O_RDWR, 0);
  sem_t *full = sem_open(FULL, 0), *empty = sem_open(EMPTY, 0);
  if (fd < 0 || full == SEM_FAILED || empty == SEM_FAILED) return 1;
  char *slot = map(PAGE, RW, MAP_SHARED, fd, 0);
  for (int i = 0; i < BYTES; i++) {
    if (sem_wait(empty) != 0) return 2;
    *slot = (char)(i * 7);
    if (sem_post(full) != 0) return 3;
  }
  return 0;
}

static int receives(void *ignored) {
  (void)ignored;
  int fd = shm_open(OBJECT, O_RDONLY, 0);
  sem_t *full = sem_open(FULL, 0), *empty = sem_open(EMPTY, 0);
  if (fd < 0 || full == SEM_FAILED || empty == SEM_FAILED) return 1;
  const char *slot = map(PAGE, PROT_READ, MAP_SHARED, fd, 0);
  int right = 0;
  for (int i = 0; i < BYTES; i++) {
    if (sem_wait(full) != 0) return 2;
    right += *slot == (char)(i * 7);
    if (sem_post(empty) != 0) return 3;
  }
  return right == BYTES ? 0 : 4;
}

int main(void) {
  shm_unlink(OBJECT);
  sem_unlink(FULL);
  sem_unlink(EMPTY);
  int fd = CHECK_FD(shm_open(OBJECT, O_RDWR | O_CREAT | O_EXCL, 0600));
  CHECK_EQ(ftruncate(fd, PAGE), 0);
  sem_t *full = sem_open(FULL, O_CREAT | O_EXCL, 0600, 0);
  CHECK(full != SEM_FAILED);
  sem_t *empty = sem_open(EMPTY, O_CREAT | O_EXCL, 0600, 1);
  CHECK(empty != SEM_FAILED);
  pid_t receiver = child_of(receives, NULL);
  pid_t sender = child_of(sends, NULL);
  CHECK_EQ(outcome(sender), 0);
  CHECK_EQ(outcome(receiver), 0);
  int value;
  CHECK_EQ(sem_getvalue(full, &value), 0);
  CHECK_EQ(value, 0);
  CHECK_EQ(sem_getvalue(empty, &value), 0);
  CHECK_EQ(value, 1);
  CHECK_EQ(sem_unlink(FULL), 0);
  CHECK_EQ(sem_unlink(EMPTY), 0);
  CHECK_EQ(shm_unlink(OBJECT), 0);
  return check_end();
}
