/* Flags that change when pages come, or nothing at all; never what the bytes are. */
#include "support.h"

int main(void) {
  int fd = object_of("/fw-c-mmap-flags", 4 * PAGE);
  CHECK_EQ(pwrite(fd, "object", 6, 3 * PAGE), 6);

  char *populated = map(4 * PAGE, RW, ANON_PRIVATE | MAP_POPULATE, -1, 0);
  unsigned char there[4];
  CHECK_EQ(mincore(populated, 4 * PAGE, there), 0);
  CHECK_EQ((there[0] & 1) + (there[1] & 1) + (there[2] & 1) + (there[3] & 1), 4);
  CHECK_EQ(count_of(populated, 0, 4 * PAGE), 4 * PAGE);
  char *shared = map(4 * PAGE, RW, MAP_SHARED | MAP_POPULATE, fd, 0);
  CHECK(strcmp(shared + 3 * PAGE, "object") == 0);
  char *copy = map(4 * PAGE, RW, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  CHECK(strcmp(copy + 3 * PAGE, "object") == 0);
  shared[0] = 1;
  shared[3 * PAGE] = 'O';
  CHECK_EQ(copy[0], 0); /* populated for writing: a copy already */
  CHECK_EQ(copy[3 * PAGE], 'o');
  char *reading = map(4 * PAGE, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  shared[3 * PAGE] = 'o';
  CHECK_EQ(reading[3 * PAGE], 'o');

  /* Beyond the end there is nothing to populate, which is no error. */
  char *beyond = map(8 * PAGE, RW, MAP_SHARED | MAP_POPULATE, fd, 0);
  CHECK_EQ(beyond[3 * PAGE], 'o');
  CHECK_EQ(load(beyond + 4 * PAGE), SIGBUS);
  char *closed = map(PAGE, PROT_NONE, ANON_PRIVATE | MAP_POPULATE, -1, 0);
  CHECK_EQ(load(closed), SIGSEGV);

  static const struct {
    const char *name;
    int flag;
  } harmless[] = {
      {"MAP_NORESERVE", MAP_NORESERVE},   {"MAP_POPULATE", MAP_POPULATE},
      {"MAP_NONBLOCK", MAP_NONBLOCK},     {"MAP_STACK", MAP_STACK},
      {"MAP_DENYWRITE", MAP_DENYWRITE},   {"MAP_EXECUTABLE", MAP_EXECUTABLE},
      {"MAP_POPULATE|NONBLOCK", MAP_POPULATE | MAP_NONBLOCK},
  };
  for (unsigned i = 0; i < sizeof harmless / sizeof *harmless; i++) {
    char *p = map(PAGE, RW, ANON_PRIVATE | harmless[i].flag, -1, 0);
    char *o = map(PAGE, RW, MAP_SHARED | harmless[i].flag, fd, 3 * PAGE);
    fw_say("%s\n", harmless[i].name);
    CHECK(store(p, 1) == 0 && *p == 1 && o[0] == 'o');
  }

  /* MAP_SHARED_VALIDATE is MAP_SHARED that knows its flags. */
  char *valid = map(PAGE, RW, MAP_SHARED_VALIDATE, fd, 3 * PAGE);
  valid[1] = 'B';
  CHECK_EQ(shared[3 * PAGE + 1], 'B');
  CHECK_ERRNO(mmap(NULL, PAGE, RW, MAP_SHARED_VALIDATE | 1 << 23, fd, 0), EOPNOTSUPP);
  CHECK_ERRNO(mmap(NULL, PAGE, RW, MAP_SHARED_VALIDATE | MAP_SYNC, fd, 0), EOPNOTSUPP);
  char *ignored = map(PAGE, RW, MAP_SHARED | 1 << 23, fd, 3 * PAGE);
  CHECK_EQ(ignored[1], 'B');
  char *low = map(PAGE, RW, ANON_PRIVATE | MAP_32BIT, -1, 0);
  CHECK((uintptr_t)low < 1UL << 31);
  return check_end();
}
