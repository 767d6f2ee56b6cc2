/* Several processes append to one file and overwrite nothing of each other. */
#include "process.h"

#define WRITERS 5
#define LINES 40

static void at(const char *path) {
  close(file_of(path, ""));
  pid_t writers[WRITERS];
  for (int w = 0; w < WRITERS; w++) {
    writers[w] = fork();
    if (writers[w] == 0) {
      int fd = open(path, O_WRONLY | O_APPEND);
      char line[8];
      for (int i = 0; i < LINES; i++) {
        snprintf(line, sizeof line, "%d %03d\n", w, i);
        if (write(fd, line, 6) != 6) _exit(1);
      }
      _exit(0);
    }
  }
  int failed = 0;
  for (int w = 0; w < WRITERS; w++) failed += outcome(writers[w]) != 0;
  CHECK_EQ(failed, 0);
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  int writer, number, count = 0, in_order = 0, next[WRITERS] = {0};
  while (fscanf(file, "%d %d", &writer, &number) == 2) {
    count++;
    if (writer >= 0 && writer < WRITERS) in_order += next[writer]++ == number;
  }
  fclose(file);
  CHECK_EQ(count, WRITERS * LINES);
  CHECK_EQ(in_order, WRITERS * LINES);
  CHECK_EQ(unlink(path), 0);
}

int main(void) {
  at("/dev/shm/fw-c-append");
  at("/tmp/fw-c-append");
  return check_end();
}
