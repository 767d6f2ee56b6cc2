/*
 * Many mappings of one object and of none, made, changed, forked and taken away in a mixed order. With
 * an argument, so many.
 *
 * Arguments: 1000
 */
#include "support.h"

enum { MOST = 20000, PAGES = 16 };

static char *at[MOST];
static int pages[MOST], first[MOST], kind[MOST]; /* 0 shared, 1 private, 2 anonymous */

static uint64_t state = 0x2545f4914f6cdd1du;

static unsigned next_random(unsigned below) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (unsigned)(state >> 33) % below;
}

/* Every page carries its number in the object, and its mapping's mark where it is a copy. */
static int right(int i) {
  for (int p = 0; p < pages[i]; p++) {
    int expected = kind[i] == 2 ? 0 : first[i] + p;
    char *page = at[i] + p * PAGE;
    if (page[0] != expected) return 0;
    if (kind[i] != 0 && page[8] != 0 && page[8] != (char)(i % 50 + 1)) return 0;
  }
  return 1;
}

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 1000;
  CHECK(count > 10 && count <= MOST);
  int fd = object_of("/fw-c-mappings", PAGES * PAGE);
  char *object = map(PAGES * PAGE, RW, MAP_SHARED, fd, 0);
  for (int i = 0; i < PAGES; i++) object[i * PAGE] = (char)i;
  int made = 0;
  for (int i = 0; i < count; i++) {
    kind[i] = (int)next_random(3);
    first[i] = (int)next_random(PAGES);
    pages[i] = 1 + (int)next_random((unsigned)(PAGES - first[i]));
    int flags = kind[i] == 0 ? MAP_SHARED : kind[i] == 1 ? MAP_PRIVATE : ANON_PRIVATE;
    at[i] = mmap(NULL, pages[i] * PAGE, RW, flags, kind[i] == 2 ? -1 : fd, kind[i] == 2 ? 0 : first[i] * PAGE);
    made += at[i] != MAP_FAILED;
  }
  CHECK(made == count);
  int good = 0;
  for (int i = 0; i < count; i++) good += right(i);
  CHECK(good == count);
  /* Some pages of each that is not shared become copies. */
  for (int i = 0; i < count; i++) {
    if (kind[i] != 0) at[i][next_random((unsigned)pages[i]) * PAGE + 8] = (char)(i % 50 + 1);
  }
  good = 0;
  for (int i = 0; i < count; i++) good += right(i);
  CHECK(good == count);
  CHECK_EQ(object[8], 0);

  /* A child sees all of it, and takes all of it away from itself. */
  pid_t child = fork();
  if (child == 0) {
    good = 0;
    for (int i = 0; i < count; i++) good += right(i);
    for (int i = 0; i < count; i++) good += munmap(at[i], pages[i] * PAGE) == 0;
    _exit(good == 2 * count ? 0 : 1);
  }
  CHECK_EQ(outcome(child), 0);

  /* Moved, read-only, closed and opened: the bytes stay. */
  int changed = 0;
  for (int i = 0; i < count; i += 3) {
    char *to = mremap(at[i], pages[i] * PAGE, pages[i] * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
                      map(pages[i] * PAGE, PROT_NONE, ANON_PRIVATE, -1, 0));
    changed += to != MAP_FAILED;
    at[i] = to;
  }
  for (int i = 1; i < count; i += 3) changed += mprotect(at[i], pages[i] * PAGE, PROT_READ) == 0;
  for (int i = 2; i < count; i += 3) changed += mprotect(at[i], PAGE, PROT_NONE) == 0 && mprotect(at[i], PAGE, RW) == 0;
  CHECK(changed == count);
  good = 0;
  for (int i = 0; i < count; i++) good += right(i);
  CHECK(good == count);
  int gone = 0;
  for (int step = 0; step < count; step++) {
    int i = (int)((long)step * 7919 % count); /* a prime: every one once, unless count is a multiple */
    gone += munmap(at[i], pages[i] * PAGE) == 0;
  }
  CHECK(gone == count);
  CHECK_EQ(object[15 * PAGE], 15);
  return check_end();
}
