/* /proc/self/maps shows what is mapped, with its rights and its name. */
#include "process.h"

#include <inttypes.h>
#include <sys/mman.h>

struct line {
  uintptr_t start, end, offset, inode;
  char rights[8], name[256];
};

static int lines;

/* The line of /proc/self/maps that holds `address`; lines must be in order and not overlap. */
static int line_of(const void *address, struct line *found) {
  FILE *maps = fopen("/proc/self/maps", "r");
  CHECK(maps != NULL);
  char text[512];
  uintptr_t last = 0;
  int hits = 0, wrong = 0;
  lines = 0;
  while (fgets(text, sizeof text, maps)) {
    struct line line = {0};
    unsigned major, minor;
    int fields = sscanf(text, "%" SCNxPTR "-%" SCNxPTR " %7s %" SCNxPTR " %x:%x %" SCNuPTR " %255[^\n]",
                        &line.start, &line.end, line.rights, &line.offset, &major, &minor,
                        &line.inode, line.name);
    lines++;
    if (fields < 7 || line.start < last || line.end <= line.start) wrong++;
    if (line.start % 4096 || line.end % 4096 || strlen(line.rights) != 4) wrong++;
    last = line.end;
    if ((uintptr_t)address >= line.start && (uintptr_t)address < line.end) {
      *found = line;
      hits++;
    }
  }
  fclose(maps);
  return wrong ? -wrong : hits;
}

static int in_data = 1;
static const char in_constants[5000] = "constant";

int main(void) {
  struct line line;
  CHECK_EQ(line_of((void *)(uintptr_t)main, &line), 1);
  CHECK_STR(line.rights, "r-xp");
  CHECK(strstr(line.name, "proc-maps") != NULL);
  CHECK_EQ(line_of(&in_data, &line), 1);
  CHECK_STR(line.rights, "rw-p");
  CHECK_EQ(line_of(in_constants, &line), 1);
  CHECK_STR(line.rights, "r--p");
  int on_stack;
  CHECK_EQ(line_of(&on_stack, &line), 1);
  CHECK_STR(line.rights, "rw-p");
  CHECK_STR(line.name, "[stack]");

  static const struct {
    int protection;
    const char *rights;
  } rows[] = {{PROT_NONE, "---p"},
              {PROT_READ, "r--p"},
              {PROT_READ | PROT_WRITE, "rw-p"},
              {PROT_READ | PROT_EXEC, "r-xp"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *p = mmap(NULL, 3 * 4096, rows[i].protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(p != MAP_FAILED);
    CHECK_EQ(line_of(p, &line), 1);
    CHECK_STR(line.rights, rows[i].rights);
    CHECK(line.end >= (uintptr_t)p + 3 * 4096);
    CHECK_EQ(munmap(p, 3 * 4096), 0);
  }

  int fd = file_of("/dev/shm/fw-c-maps", "x");
  CHECK_EQ(ftruncate(fd, 5 * 4096), 0);
  struct stat status;
  CHECK_EQ(fstat(fd, &status), 0);
  char *shared = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 3 * 4096);
  CHECK(shared != MAP_FAILED);
  CHECK_EQ(line_of(shared, &line), 1);
  CHECK_STR(line.rights, "rw-s");
  CHECK_STR(line.name, "/dev/shm/fw-c-maps");
  CHECK_EQ(line.offset, 3 * 4096);
  CHECK_EQ(line.end - line.start, 2 * 4096);
  CHECK(line.start == (uintptr_t)shared);
  CHECK(line.inode == status.st_ino);
  /* changing the rights of one page makes two lines of one */
  int before = lines;
  CHECK_EQ(mprotect(shared + 4096, 4096, PROT_READ), 0);
  CHECK_EQ(line_of(shared + 4096, &line), 1);
  CHECK_STR(line.rights, "r--s");
  CHECK_EQ(line.offset, 4 * 4096);
  CHECK_EQ(lines - before, 1);
  CHECK_EQ(unlink("/dev/shm/fw-c-maps"), 0);
  CHECK_EQ(line_of(shared, &line), 1);
  CHECK_STR(line.name, "/dev/shm/fw-c-maps (deleted)");
  CHECK_EQ(munmap(shared, 2 * 4096), 0);
  CHECK_EQ(line_of(shared, &line), 0);
  return check_end();
}
