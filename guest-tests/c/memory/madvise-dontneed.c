/* MADV_DONTNEED: private pages are zeroes or the object's again; shared bytes stay. */
#include "support.h"

int main(void) {
  char *p = anonymous(4 * PAGE);
  memset(p, 'p', 4 * PAGE);
  CHECK_EQ(madvise(p + PAGE, 2 * PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(count_of(p, 'p', PAGE), PAGE);
  CHECK_EQ(count_of(p + PAGE, 0, 2 * PAGE), 2 * PAGE);
  CHECK_EQ(count_of(p + 3 * PAGE, 'p', PAGE), PAGE);
  p[PAGE] = 'n';
  CHECK_EQ(p[PAGE], 'n');
  CHECK_EQ(madvise(p + 3 * PAGE, 1, MADV_DONTNEED), 0);
  CHECK_EQ(count_of(p + 3 * PAGE, 0, PAGE), PAGE);
  CHECK_EQ(madvise(p, 0, MADV_DONTNEED), 0);
  CHECK_EQ(p[0], 'p');
  /* Again, on pages that are not there. */
  CHECK_EQ(madvise(p, 4 * PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(madvise(p, 4 * PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(count_of(p, 0, 4 * PAGE), 4 * PAGE);

  /* Rights do not count, and stay. */
  memset(p, 'r', 4 * PAGE);
  CHECK_EQ(mprotect(p, 2 * PAGE, PROT_READ), 0);
  CHECK_EQ(mprotect(p + 2 * PAGE, PAGE, PROT_NONE), 0);
  CHECK_EQ(madvise(p, 4 * PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(p[0], 0);
  CHECK_EQ(store(p, 1), SIGSEGV);
  CHECK_EQ(load(p + 2 * PAGE), SIGSEGV);
  CHECK_EQ(mprotect(p, 4 * PAGE, RW), 0);
  CHECK_EQ(count_of(p, 0, 4 * PAGE), 4 * PAGE);

  char *shared = shared_anonymous(2 * PAGE);
  memset(shared, 's', 2 * PAGE);
  CHECK_EQ(madvise(shared, 2 * PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(count_of(shared, 's', 2 * PAGE), 2 * PAGE);

  int fd = object_of("/fw-c-madvise-dontneed", 2 * PAGE);
  char *object = map(2 * PAGE, RW, MAP_SHARED, fd, 0);
  memset(object, 'o', 2 * PAGE);
  CHECK_EQ(madvise(object, 2 * PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(count_of(object, 'o', 2 * PAGE), 2 * PAGE);
  char *copy = map(2 * PAGE, RW, MAP_PRIVATE, fd, 0);
  memset(copy, 'c', 2 * PAGE);
  CHECK_EQ(madvise(copy, PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(count_of(copy, 'o', PAGE), PAGE);
  CHECK_EQ(count_of(copy + PAGE, 'c', PAGE), PAGE);
  object[0] = 'O';
  CHECK_EQ(copy[0], 'O');

  /* A page with a hole in the middle: what lies before and behind is done all the same. */
  memset(p, 'h', 4 * PAGE);
  CHECK_EQ(munmap(p + PAGE, PAGE), 0);
  CHECK_ERRNO(madvise(p, 4 * PAGE, MADV_DONTNEED), ENOMEM);
  CHECK_EQ(count_of(p, 0, PAGE), PAGE);
  CHECK_EQ(count_of(p + 2 * PAGE, 0, 2 * PAGE), 2 * PAGE);

  /* A thousand pages there and back. */
  char *many = anonymous(1000 * PAGE);
  long sum = 0;
  for (int turn = 0; turn < 5; turn++) {
    for (int i = 0; i < 1000; i++) sum += many[i * PAGE]++;
    CHECK_EQ(madvise(many, 1000 * PAGE, MADV_DONTNEED), 0);
  }
  CHECK_EQ(sum, 0);
  return check_end();
}
