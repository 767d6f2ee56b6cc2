/* exit runs what atexit registered and empties stdio's buffers; _exit does neither. */
#include "process.h"

static int ends[2];
static void first(void) {
  if (write(ends[1], "1", 1) != 1) _exit(9);
}
static void second(void) {
  if (write(ends[1], "2", 1) != 1) _exit(9);
}

static int said(char *text, size_t size) {
  ssize_t got = read(ends[0], text, size - 1);
  text[got < 0 ? 0 : got] = 0;
  return (int)got;
}

int main(void) {
  char text[32];
  CHECK_EQ(pipe2(ends, O_NONBLOCK), 0);
  pid_t child = fork();
  if (child == 0) {
    atexit(first);
    atexit(second);
    exit(5);
  }
  CHECK_EQ(outcome(child), 5);
  CHECK_EQ(said(text, sizeof text), 2);
  CHECK_STR(text, "21"); /* the last one first */
  child = fork();
  if (child == 0) {
    atexit(first);
    _exit(6);
  }
  CHECK_EQ(outcome(child), 6);
  CHECK_EQ(said(text, sizeof text), -1);

  child = fork();
  if (child == 0) {
    FILE *out = fdopen(ends[1], "w");
    fputs("buffered", out);
    exit(0);
  }
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(said(text, sizeof text), 8);
  CHECK_STR(text, "buffered");
  child = fork();
  if (child == 0) {
    FILE *out = fdopen(ends[1], "w");
    fputs("buffered", out);
    _exit(0);
  }
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(said(text, sizeof text), -1);

  child = fork();
  if (child == 0) syscall(SYS_exit, 77);
  CHECK_EQ(outcome(child), 77);
  child = fork();
  if (child == 0) syscall(SYS_exit_group, 0x1234);
  CHECK_EQ(outcome(child), 0x34);
  child = fork();
  if (child == 0) abort();
  CHECK_EQ(outcome(child), KILLED_BY(SIGABRT));
  child = fork();
  if (child == 0) __builtin_trap();
  CHECK_EQ(outcome(child), KILLED_BY(SIGILL));

  /* at the end all that a process has is closed */
  CHECK_EQ(close(ends[1]), 0);
  CHECK_EQ(said(text, sizeof text), 0);
  return check_end();
}
