/* Mappings of parts of an object: offsets, lengths that are no multiple of a page, beyond the end. */
#include "support.h"

int main(void) {
  int fd = object_of("/fw-c-mmap-offsets", 16 * PAGE);
  char *all = map(16 * PAGE, RW, MAP_SHARED, fd, 0);
  for (int i = 0; i < 16; i++) memset(all + i * PAGE, 'A' + i, PAGE);

  int right = 0;
  for (int offset = 0; offset < 16; offset++) {
    for (int pages = 1; pages <= 16 - offset; pages++) {
      char *part = map(pages * PAGE, PROT_READ, MAP_SHARED, fd, offset * PAGE);
      right += part[0] == 'A' + offset && part[pages * PAGE - 1] == 'A' + offset + pages - 1;
      munmap(part, pages * PAGE);
    }
  }
  CHECK_EQ(right, 136);

  char *odd = map(PAGE + 1, RW, MAP_SHARED, fd, 3 * PAGE);
  CHECK_EQ(odd[0], 'D');
  CHECK_EQ(odd[PAGE], 'E');
  CHECK_EQ(odd[2 * PAGE - 1], 'E');
  odd[2 * PAGE - 1] = '!';
  CHECK_EQ(all[5 * PAGE - 1], '!');
  CHECK_EQ(munmap(odd, PAGE + 1), 0);
  CHECK_EQ(load(odd + PAGE), SIGSEGV);

  /* Wholly and partly beyond the end: mapped, and SIGBUS when touched. */
  char *beyond = map(2 * PAGE, RW, MAP_SHARED, fd, 16 * PAGE);
  CHECK_EQ(load(beyond), SIGBUS);
  char *far_beyond = map(PAGE, RW, MAP_SHARED, fd, 1L << 40);
  CHECK_EQ(store(far_beyond, 1), SIGBUS);
  char *across = map(3 * PAGE, RW, MAP_PRIVATE, fd, 15 * PAGE);
  CHECK_EQ(across[0], 'P');
  CHECK_EQ(load(across + PAGE), SIGBUS);
  CHECK_EQ(ftruncate(fd, 17 * PAGE), 0);
  CHECK_EQ(beyond[0], 0);
  CHECK_EQ(across[PAGE], 0);
  CHECK_EQ(load(across + 2 * PAGE), SIGBUS);
  beyond[5] = 'n';
  CHECK_EQ(across[PAGE + 5], 'n');

  /* A size that is no multiple of a page: behind the end are zeroes, which are not the object's. */
  CHECK_EQ(ftruncate(fd, 100), 0);
  char *tail = map(PAGE, RW, MAP_SHARED, fd, 0);
  CHECK_EQ(count_of(tail, 'A', 100), 100);
  CHECK_EQ(count_of(tail + 100, 0, PAGE - 100), PAGE - 100);
  char bytes[200];
  CHECK_EQ(pread(fd, bytes, 200, 0), 100);

  /* The same pages in turned order, next to each other. */
  CHECK_EQ(ftruncate(fd, 16 * PAGE), 0);
  for (int i = 0; i < 16; i++) all[i * PAGE] = (char)i;
  char *turned = map(16 * PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
  int placed = 0;
  for (int i = 0; i < 16; i++) {
    char *at = turned + i * PAGE;
    placed += mmap(at, PAGE, RW, MAP_SHARED | MAP_FIXED, fd, (15 - i) * PAGE) == at;
  }
  CHECK_EQ(placed, 16);
  int in_order = 0;
  for (int i = 0; i < 16; i++) in_order += turned[i * PAGE] == 15 - i;
  CHECK_EQ(in_order, 16);
  for (int i = 0; i < 16; i++) turned[i * PAGE] = (char)(100 + i);
  CHECK_EQ(all[0], 115);
  CHECK_EQ(all[15 * PAGE], 100);
  return check_end();
}
