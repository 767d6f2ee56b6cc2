/* Writes of up to PIPE_BUF bytes by several processes never mix. */
#include "process.h"

#include <limits.h>

#define WRITERS 4
#define MESSAGES 50

int main(void) {
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  pid_t writers[WRITERS];
  for (int w = 0; w < WRITERS; w++) {
    writers[w] = fork();
    if (writers[w] == 0) {
      static char message[1000];
      memset(message, 'a' + w, sizeof message);
      for (int i = 0; i < MESSAGES; i++) {
        if (write(ends[1], message, sizeof message) != (ssize_t)sizeof message) _exit(1);
      }
      _exit(0);
    }
  }
  close(ends[1]);
  static char all[WRITERS * MESSAGES * 1000 + 1];
  size_t got = 0;
  ssize_t n;
  while ((n = read(ends[0], all + got, sizeof all - got)) > 0) got += (size_t)n;
  int failed = 0;
  for (int w = 0; w < WRITERS; w++) failed += outcome(writers[w]) != 0;
  CHECK_EQ(failed, 0);
  CHECK_EQ(got, WRITERS * MESSAGES * 1000);
  int whole = 0, of[WRITERS] = {0};
  for (int m = 0; m < WRITERS * MESSAGES; m++) {
    const char *message = all + m * 1000;
    int same = 1;
    for (int i = 1; i < 1000; i++) same &= message[i] == message[0];
    whole += same;
    if (message[0] >= 'a' && message[0] < 'a' + WRITERS) of[message[0] - 'a']++;
  }
  CHECK_EQ(whole, WRITERS * MESSAGES);
  for (int w = 0; w < WRITERS; w++) CHECK_EQ(of[w], MESSAGES);
  return check_end();
}
