/* A wait that is over while its process is stopped ends when the process is continued. */
#include "process.h"

#include <poll.h>
#include <sys/mman.h>

static volatile int *word;
static int ends[2];

static void reads(void) {
  char byte = 0;
  _exit(read(ends[0], &byte, 1) == 1 ? byte : 1);
}

static void polls(void) {
  struct pollfd one = {ends[0], POLLIN, 0};
  _exit(poll(&one, 1, -1) == 1 && one.revents == POLLIN ? 'q' : 1);
}

static void sleeps(void) {
  struct timespec time = {0, 30000000};
  _exit(nanosleep(&time, NULL) == 0 ? 's' : 1);
}

static void waits(void) {
  /* Linux makes the call again when the process is continued, and finds another value. */
  long result = syscall(SYS_futex, word, 0 /* FUTEX_WAIT */, 0, NULL, NULL, 0);
  _exit(result == 0 || errno == EAGAIN ? 'w' : 1);
}

/* Stops a child in the midst of `body`, ends its wait, and continues it. */
static int stopped_in(void (*body)(void), void (*end_wait)(void)) {
  pid_t child = fork();
  if (child == 0) body();
  pause_ms(10);
  int status;
  CHECK_EQ(kill(child, SIGSTOP), 0);
  CHECK(waitpid(child, &status, WUNTRACED) == child);
  CHECK(WIFSTOPPED(status));
  end_wait();
  pause_ms(50);
  CHECK_EQ(waitpid(child, &status, WNOHANG), 0);
  CHECK_EQ(kill(child, SIGCONT), 0);
  return outcome(child);
}

static void writes(void) { CHECK_EQ(write(ends[1], "b", 1), 1); }
static void nothing(void) {}
static void wakes(void) {
  *word = 1;
  CHECK(syscall(SYS_futex, word, 1 /* FUTEX_WAKE */, 1, NULL, NULL, 0) >= 0);
}

int main(void) {
  word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(word != MAP_FAILED);
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(stopped_in(reads, writes), 'b');
  CHECK_EQ(stopped_in(polls, writes), 'q');
  CHECK_EQ(stopped_in(sleeps, nothing), 's');
  CHECK_EQ(stopped_in(waits, wakes), 'w');
  return check_end();
}
