/* Advice that changes nothing, and every refusal. */
#include "support.h"

int main(void) {
  int fd = object_of("/fw-c-madvise-errors", 4 * PAGE);
  static const struct {
    const char *name;
    int advice;
  } harmless[] = {
      {"MADV_NORMAL", MADV_NORMAL},
      {"MADV_RANDOM", MADV_RANDOM},
      {"MADV_SEQUENTIAL", MADV_SEQUENTIAL},
      {"MADV_WILLNEED", MADV_WILLNEED},
      {"MADV_DONTDUMP", MADV_DONTDUMP},
      {"MADV_DODUMP", MADV_DODUMP},
  };
  char *p = anonymous(4 * PAGE);
  memset(p, 'p', 4 * PAGE);
  char *s = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  memset(s, 's', 4 * PAGE);
  for (unsigned i = 0; i < sizeof harmless / sizeof *harmless; i++) {
    fw_say("%s\n", harmless[i].name);
    CHECK_EQ(madvise(p, 4 * PAGE, harmless[i].advice), 0);
    CHECK_EQ(madvise(s + PAGE, 2 * PAGE, harmless[i].advice), 0);
  }
  CHECK_EQ(count_of(p, 'p', 4 * PAGE), 4 * PAGE);
  CHECK_EQ(count_of(s, 's', 4 * PAGE), 4 * PAGE);

  CHECK_ERRNO(madvise(p, PAGE, 5), EINVAL);
  CHECK_ERRNO(madvise(p, PAGE, -1), EINVAL);
  CHECK_ERRNO(madvise(p, PAGE, 1000), EINVAL);
  CHECK_ERRNO(madvise(p, 0, 1000), EINVAL);
  CHECK_ERRNO(madvise(p + 1, PAGE, MADV_NORMAL), EINVAL);
  CHECK_ERRNO(madvise(p + 1, PAGE, MADV_DONTNEED), EINVAL);
  CHECK_ERRNO(madvise(p, -1UL, MADV_DONTNEED), EINVAL);
  CHECK_ERRNO(madvise(p, -PAGE, MADV_DONTNEED), EINVAL);
  CHECK_EQ(madvise(p, 0, MADV_NORMAL), 0);
  CHECK_EQ(count_of(p, 'p', 4 * PAGE), 4 * PAGE);

  CHECK_EQ(munmap(p + PAGE, PAGE), 0);
  CHECK_ERRNO(madvise(p, 4 * PAGE, MADV_NORMAL), ENOMEM);
  CHECK_ERRNO(madvise(p, 4 * PAGE, MADV_RANDOM), ENOMEM);
  CHECK_ERRNO(madvise(p + PAGE, PAGE, MADV_DONTNEED), ENOMEM);
  CHECK_ERRNO(madvise(p + PAGE, PAGE, MADV_NORMAL), ENOMEM);
  CHECK_EQ(madvise(p, PAGE, MADV_NORMAL), 0);
  CHECK_EQ(madvise(p + 2 * PAGE, 2 * PAGE, MADV_NORMAL), 0);
  CHECK_EQ(count_of(p, 'p', PAGE), PAGE);
  return check_end();
}
