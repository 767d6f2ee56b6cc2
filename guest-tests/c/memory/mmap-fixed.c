/* MAP_FIXED replaces what is there; MAP_FIXED_NOREPLACE refuses to; a hint is taken when it is free. */
#include "support.h"

int main(void) {
  int fd = object_of("/fw-c-mmap-fixed", 8 * PAGE);
  char *object = map(8 * PAGE, RW, MAP_SHARED, fd, 0);
  for (int i = 0; i < 8; i++) memset(object + i * PAGE, '0' + i, PAGE);
  char *p = anonymous(8 * PAGE);
  memset(p, 'p', 8 * PAGE);

  /* In the middle: the neighbours stay. */
  CHECK(mmap(p + 2 * PAGE, 2 * PAGE, RW, MAP_SHARED | MAP_FIXED, fd, 5 * PAGE) == p + 2 * PAGE);
  CHECK_EQ(count_of(p, 'p', 2 * PAGE), 2 * PAGE);
  CHECK_EQ(count_of(p + 2 * PAGE, '5', PAGE), PAGE);
  CHECK_EQ(count_of(p + 3 * PAGE, '6', PAGE), PAGE);
  CHECK_EQ(count_of(p + 4 * PAGE, 'p', 4 * PAGE), 4 * PAGE);
  p[2 * PAGE] = 'S';
  CHECK_EQ(object[5 * PAGE], 'S');

  /* Over two mappings at once, and beyond the last one. */
  CHECK(mmap(p + PAGE, 2 * PAGE, PROT_READ, ANON_PRIVATE | MAP_FIXED, -1, 0) == p + PAGE);
  CHECK_EQ(count_of(p + PAGE, 0, 2 * PAGE), 2 * PAGE);
  CHECK_EQ(p[3 * PAGE], '6');
  CHECK_EQ(store(p + PAGE, 1), SIGSEGV);
  CHECK_EQ(object[5 * PAGE], 'S');

  /* Over itself: the bytes of an anonymous mapping are gone. */
  CHECK(mmap(p + 4 * PAGE, PAGE, RW, ANON_PRIVATE | MAP_FIXED, -1, 0) == p + 4 * PAGE);
  CHECK_EQ(p[4 * PAGE], 0);
  CHECK_EQ(p[5 * PAGE], 'p');

  /* A refusal replaces nothing. */
  CHECK_ERRNO(mmap(p + 5 * PAGE, PAGE, RW, MAP_SHARED | MAP_FIXED, -1, 0), EBADF);
  CHECK_ERRNO(mmap(p + 5 * PAGE, PAGE, RW, MAP_SHARED | MAP_FIXED, fd, 1), EINVAL);
  CHECK_ERRNO(mmap(p + 5 * PAGE + 1, PAGE, RW, ANON_PRIVATE | MAP_FIXED, -1, 0), EINVAL);
  CHECK_ERRNO(mmap(p + 5 * PAGE, 0, RW, ANON_PRIVATE | MAP_FIXED, -1, 0), EINVAL);
  CHECK_EQ(count_of(p + 5 * PAGE, 'p', 3 * PAGE), 3 * PAGE);

  /* NOREPLACE: any page that is taken refuses all of it. */
  CHECK_ERRNO(mmap(p, PAGE, RW, ANON_PRIVATE | MAP_FIXED_NOREPLACE, -1, 0), EEXIST);
  CHECK_EQ(munmap(p + 5 * PAGE, 2 * PAGE), 0);
  CHECK_ERRNO(mmap(p + 5 * PAGE, 3 * PAGE, RW, ANON_PRIVATE | MAP_FIXED_NOREPLACE, -1, 0), EEXIST);
  CHECK_ERRNO(mmap(p + 4 * PAGE, 3 * PAGE, RW, ANON_PRIVATE | MAP_FIXED_NOREPLACE, -1, 0), EEXIST);
  CHECK_EQ(load(p + 5 * PAGE), SIGSEGV);
  CHECK_EQ(p[7 * PAGE], 'p');
  CHECK(mmap(p + 5 * PAGE, 2 * PAGE, RW, ANON_PRIVATE | MAP_FIXED_NOREPLACE, -1, 0) == p + 5 * PAGE);
  CHECK_EQ(count_of(p + 5 * PAGE, 0, 2 * PAGE), 2 * PAGE);
  CHECK_ERRNO(mmap(p + 1, PAGE, RW, ANON_PRIVATE | MAP_FIXED_NOREPLACE, -1, 0), EINVAL);

  /* A hint that is free is taken, rounded to a page; one that is not, is not, and nothing breaks. */
  CHECK_EQ(munmap(p, 8 * PAGE), 0);
  CHECK(mmap(p + 2 * PAGE, PAGE, RW, ANON_PRIVATE, -1, 0) == p + 2 * PAGE);
  p[2 * PAGE] = 'h';
  char *elsewhere = mmap(p + PAGE, 2 * PAGE, RW, ANON_PRIVATE, -1, 0);
  CHECK(elsewhere != MAP_FAILED && elsewhere != p + PAGE);
  CHECK(elsewhere + 2 * PAGE <= p + 2 * PAGE || elsewhere >= p + 3 * PAGE);
  memset(elsewhere, 'e', 2 * PAGE);
  CHECK_EQ(p[2 * PAGE], 'h');
  char *crooked = mmap(p + 4 * PAGE + 5, PAGE, RW, ANON_PRIVATE, -1, 0);
  CHECK(crooked != MAP_FAILED && (uintptr_t)crooked % PAGE == 0);
  char *kernel_half = mmap((void *)0xffff800000000000UL, PAGE, RW, ANON_PRIVATE, -1, 0);
  CHECK(kernel_half != MAP_FAILED);
  CHECK_EQ(*kernel_half, 0);
  CHECK_ERRNO(mmap((void *)0x7fffffffe000UL, 2 * PAGE, RW, ANON_PRIVATE | MAP_FIXED, -1, 0), ENOMEM);
  CHECK_ERRNO(mmap((void *)0xffff800000000000UL, PAGE, RW, ANON_PRIVATE | MAP_FIXED, -1, 0), ENOMEM);
  return check_end();
}
