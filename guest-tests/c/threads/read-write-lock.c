/* Read-write locks of threads and of processes: many readers or one writer. */
#include "support.h"

#include <pthread.h>
#include <sched.h>

struct shared {
  pthread_rwlock_t lock;
  long a, b;
  int torn, readers_now, most_readers, together;
};

static pthread_rwlock_t *tried;

static void *try_read(void *argument) {
  (void)argument;
  int result = pthread_rwlock_tryrdlock(tried);
  if (result == 0) pthread_rwlock_unlock(tried);
  return (void *)(long)result;
}

static void *try_write(void *argument) {
  (void)argument;
  int result = pthread_rwlock_trywrlock(tried);
  if (result == 0) pthread_rwlock_unlock(tried);
  return (void *)(long)result;
}

static int in_thread(void *(*body)(void *)) {
  pthread_t thread;
  void *result;
  if (pthread_create(&thread, NULL, body, NULL) != 0 || pthread_join(thread, &result) != 0) return -1;
  return (int)(long)result;
}

static int writes(void *argument) {
  struct shared *s = argument;
  for (int i = 0; i < 200; i++) {
    pthread_rwlock_wrlock(&s->lock);
    long next = s->a + 1;
    *(volatile long *)&s->a = next;
    if (i % 40 == 0) sched_yield();
    *(volatile long *)&s->b = next;
    pthread_rwlock_unlock(&s->lock);
  }
  return 0;
}

static int reads(void *argument) {
  struct shared *s = argument;
  for (int i = 0; i < 200; i++) {
    pthread_rwlock_rdlock(&s->lock);
    long a = *(volatile long *)&s->a;
    if (i % 40 == 0) sched_yield();
    if (*(volatile long *)&s->b != a) __atomic_add_fetch(&s->torn, 1, __ATOMIC_SEQ_CST);
    pthread_rwlock_unlock(&s->lock);
  }
  return 0;
}

/* All readers are inside at once, or this never ends. */
static int reads_together(void *argument) {
  struct shared *s = argument;
  pthread_rwlock_rdlock(&s->lock);
  __atomic_add_fetch(&s->together, 1, __ATOMIC_SEQ_CST);
  await(&s->together, 4);
  pthread_rwlock_unlock(&s->lock);
  return 0;
}

int main(void) {
  pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
  tried = &lock;
  CHECK_EQ(pthread_rwlock_rdlock(&lock), 0);
  CHECK_EQ(pthread_rwlock_rdlock(&lock), 0);
  CHECK_EQ(in_thread(try_read), 0);
  CHECK_EQ(in_thread(try_write), EBUSY);
  CHECK_EQ(pthread_rwlock_unlock(&lock), 0);
  CHECK_EQ(in_thread(try_write), EBUSY);
  CHECK_EQ(pthread_rwlock_unlock(&lock), 0);
  CHECK_EQ(in_thread(try_write), 0);
  CHECK_EQ(pthread_rwlock_wrlock(&lock), 0);
  CHECK_EQ(in_thread(try_read), EBUSY);
  CHECK_EQ(in_thread(try_write), EBUSY);
  int64_t until = nanoseconds(CLOCK_REALTIME) + 5000000;
  struct timespec late = {until / 1000000000, until % 1000000000};
  CHECK_EQ(pthread_rwlock_unlock(&lock), 0);
  CHECK_EQ(pthread_rwlock_rdlock(&lock), 0);
  CHECK_EQ(pthread_rwlock_timedwrlock(&lock, &late), ETIMEDOUT);
  CHECK(nanoseconds(CLOCK_REALTIME) >= until);
  CHECK_EQ(pthread_rwlock_unlock(&lock), 0);
  CHECK_EQ(pthread_rwlock_destroy(&lock), 0);

  int fd = object_of("/fw-c-read-write-lock", PAGE);
  struct shared *s = (struct shared *)map(PAGE, RW, MAP_SHARED, fd, 0);
  pthread_rwlockattr_t attributes;
  CHECK_EQ(pthread_rwlockattr_init(&attributes), 0);
  CHECK_EQ(pthread_rwlockattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED), 0);
  CHECK_EQ(pthread_rwlock_init(&s->lock, &attributes), 0);
  pid_t children[6];
  for (int i = 0; i < 4; i++) children[i] = child_of(reads_together, s);
  int ended = 0;
  for (int i = 0; i < 4; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, 4);
  for (int i = 0; i < 6; i++) children[i] = child_of(i % 3 == 0 ? writes : reads, s);
  for (int i = 0; i < 6; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, 10);
  CHECK_EQ(s->a, 400);
  CHECK_EQ(s->b, 400);
  CHECK_EQ(s->torn, 0);
  return check_end();
}
