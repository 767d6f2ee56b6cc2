/* An mremap to another place: the pages go along, with what they are. */
#include "support.h"

int main(void) {
  /* MAYMOVE where there is no room. */
  char *p = map(6 * PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
  CHECK(mmap(p + PAGE, 2 * PAGE, RW, ANON_PRIVATE | MAP_FIXED, -1, 0) == p + PAGE);
  p[PAGE] = 'a';
  p[2 * PAGE] = 'b';
  char *moved = mremap(p + PAGE, 2 * PAGE, 5 * PAGE, MREMAP_MAYMOVE);
  CHECK(moved != MAP_FAILED && moved != p + PAGE);
  CHECK_EQ(moved[0], 'a');
  CHECK_EQ(moved[PAGE], 'b');
  CHECK_EQ(count_of(moved + 2 * PAGE, 0, 3 * PAGE), 3 * PAGE);
  CHECK_EQ(load(p + PAGE), SIGSEGV);
  CHECK_EQ(fw_fault_code, SEGV_MAPERR);
  CHECK_EQ(load(p), SIGSEGV);
  CHECK_EQ(fw_fault_code, SEGV_ACCERR);

  /* FIXED: replaces what is at the target; shrinks on the way. */
  char *target = anonymous(6 * PAGE);
  memset(target, 't', 6 * PAGE);
  CHECK(mremap(moved, 5 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target + PAGE) == target + PAGE);
  CHECK_EQ(target[0], 't');
  CHECK_EQ(target[PAGE], 'a');
  CHECK_EQ(target[2 * PAGE], 'b');
  CHECK_EQ(target[3 * PAGE], 't');
  CHECK_EQ(load(moved), SIGSEGV);
  CHECK_EQ(load(moved + 4 * PAGE), SIGSEGV);
  /* FIXED and growing. */
  char *wide = anonymous(8 * PAGE);
  memset(wide, 'w', 8 * PAGE);
  CHECK(mremap(target + PAGE, PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, wide + PAGE) == wide + PAGE);
  CHECK_EQ(wide[0], 'w');
  CHECK_EQ(wide[PAGE], 'a');
  CHECK_EQ(wide[2 * PAGE], 0);
  CHECK_EQ(wide[4 * PAGE], 'w');
  CHECK_EQ(load(target + PAGE), SIGSEGV);
  CHECK_EQ(target[2 * PAGE], 'b');

  /* A moved mapping of an object is still the object. */
  int fd = object_of("/fw-c-mremap-move", 4 * PAGE);
  char *all = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  char *part = map(2 * PAGE, RW, MAP_SHARED, fd, PAGE);
  all[PAGE] = '1';
  char *there = anonymous(4 * PAGE);
  CHECK(mremap(part, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, there) == there);
  CHECK_EQ(there[0], '1');
  there[PAGE] = '2';
  CHECK_EQ(all[2 * PAGE], '2');
  CHECK_EQ(ftruncate(fd, 2 * PAGE), 0);
  CHECK_EQ(load(there + PAGE), SIGBUS);
  CHECK_EQ(there[0], '1');
  CHECK_EQ(ftruncate(fd, 4 * PAGE), 0);
  CHECK_EQ(load(there + PAGE), 0);

  /* Private copies go along; the pages that are not copied stay the object's. */
  char *copy = map(2 * PAGE, RW, MAP_PRIVATE, fd, 0);
  copy[0] = 'c';
  char *new_copy = mremap(copy, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, there + 2 * PAGE);
  CHECK(new_copy == there + 2 * PAGE);
  all[0] = 'x';
  all[PAGE] = 'y';
  CHECK_EQ(new_copy[0], 'c');
  CHECK_EQ(new_copy[PAGE], 'y');

  /* From the middle of a mapping: three parts. */
  char *row = anonymous(5 * PAGE);
  for (int i = 0; i < 5; i++) row[i * PAGE] = (char)('0' + i);
  char *away = mremap(row + 2 * PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
  CHECK(away != MAP_FAILED && away != row + 2 * PAGE);
  CHECK_EQ(away[0], '2');
  CHECK_EQ(row[PAGE], '1');
  CHECK_EQ(row[3 * PAGE], '3');
  CHECK_EQ(load(row + 2 * PAGE), SIGSEGV);

  /* A read-only mapping moves with its rights. */
  CHECK_EQ(mprotect(row, 2 * PAGE, PROT_READ), 0);
  char *spare = anonymous(2 * PAGE);
  CHECK(mremap(row, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, spare) == spare);
  CHECK_EQ(spare[PAGE], '1');
  CHECK_EQ(store(spare, 1), SIGSEGV);

  /* Large: 4 MiB of pages with different bytes, moved and grown twice. */
  char *large = anonymous(1024 * PAGE);
  for (int i = 0; i < 1024; i++) *(int *)(large + i * PAGE) = i;
  for (int turn = 0; turn < 2; turn++) {
    char *to = map(2048 * PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
    CHECK(mremap(large, 1024 * PAGE, 1024 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to + 100 * PAGE) == to + 100 * PAGE);
    large = to + 100 * PAGE;
    int right = 0;
    for (int i = 0; i < 1024; i++) right += *(int *)(large + i * PAGE) == i;
    CHECK_EQ(right, 1024);
  }
  return check_end();
}
