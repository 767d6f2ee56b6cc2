/* An mremap of old size 0 makes a second mapping of shared memory; DONTUNMAP leaves an empty one. */
#include "support.h"

#include <sys/syscall.h>

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

/* The call itself: the libraries do not pass the address that DONTUNMAP looks at too. */
static char *remap(void *at, unsigned long old_size, unsigned long new_size, int flags, void *to) {
  return (char *)syscall(SYS_mremap, at, old_size, new_size, flags, to);
}

int main(void) {
  char *shared = shared_anonymous(2 * PAGE);
  shared[0] = 's';
  char *twin = mremap(shared, 0, 2 * PAGE, MREMAP_MAYMOVE);
  CHECK(twin != MAP_FAILED && twin != shared);
  CHECK_EQ(twin[0], 's');
  twin[PAGE] = 't';
  CHECK_EQ(shared[PAGE], 't');
  CHECK_EQ(munmap(shared, 2 * PAGE), 0);
  CHECK_EQ(twin[0], 's');

  int fd = object_of("/fw-c-mremap-duplicate", 4 * PAGE);
  char *a = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  CHECK_EQ(close(fd), 0);
  char *b = mremap(a, 0, 4 * PAGE, MREMAP_MAYMOVE);
  CHECK(b != MAP_FAILED && b != a);
  a[3 * PAGE] = 'a';
  CHECK_EQ(b[3 * PAGE], 'a');
  char *c = mremap(a + 2 * PAGE, 0, 2 * PAGE, MREMAP_MAYMOVE);
  CHECK(c != MAP_FAILED);
  CHECK_EQ(c[PAGE], 'a');
  char *room = anonymous(4 * PAGE);
  CHECK(mremap(b, 0, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, room + PAGE) == room + PAGE);
  room[PAGE] = 'r';
  CHECK_EQ(a[0], 'r');
  CHECK_EQ(room[0], 0);

  char *private = anonymous(PAGE);
  CHECK_ERRNO(mremap(private, 0, PAGE, MREMAP_MAYMOVE), EINVAL);
  CHECK_ERRNO(mremap(twin, 0, PAGE, 0), ENOMEM);

  /* DONTUNMAP: the bytes go, the addresses stay, empty. */
  char *old = anonymous(3 * PAGE);
  memset(old, 'o', 3 * PAGE);
  char *new = remap(old, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
  CHECK(new != MAP_FAILED && new != old);
  CHECK_EQ(count_of(new, 'o', 3 * PAGE), 3 * PAGE);
  CHECK_EQ(count_of(old, 0, 3 * PAGE), 3 * PAGE);
  old[0] = 1;
  CHECK_EQ(new[0], 'o');
  char *place = anonymous(2 * PAGE);
  CHECK(remap(new, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, place) == place);
  CHECK_EQ(place[PAGE], 'o');
  CHECK_EQ(new[PAGE], 0);
  CHECK_EQ(new[2 * PAGE], 'o');
  CHECK_ERRNO(remap(old, 3 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL), EINVAL);
  CHECK_ERRNO(remap(old, 3 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL), EINVAL);
  CHECK_ERRNO(remap(old, 3 * PAGE, 3 * PAGE, MREMAP_DONTUNMAP, NULL), EINVAL);
  return check_end();
}
