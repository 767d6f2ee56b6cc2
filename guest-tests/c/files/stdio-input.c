/* scanf, getline and getchar on a standard input that is a pipe. */
#include "process.h"

int main(void) {
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  const char *text = "12 -7 0x1f 3.5 word\nline two\n\nlast without newline";
  CHECK_EQ(write(ends[1], text, strlen(text)), (long)strlen(text));
  CHECK_EQ(dup2(ends[0], 0), 0);
  close(ends[0]);
  close(ends[1]);
  int one, two;
  unsigned three;
  double four;
  char word[16];
  CHECK_EQ(scanf("%d %d %x %lf %15s", &one, &two, &three, &four, word), 5);
  CHECK_EQ(one, 12);
  CHECK_EQ(two, -7);
  CHECK_EQ(three, 31);
  CHECK(four == 3.5);
  CHECK_STR(word, "word");
  CHECK_EQ(getchar(), '\n');
  char *line = NULL;
  size_t size = 0;
  CHECK_EQ(getline(&line, &size, stdin), 9);
  CHECK_STR(line, "line two\n");
  CHECK_EQ(getline(&line, &size, stdin), 1);
  CHECK_EQ(getline(&line, &size, stdin), 20);
  CHECK_STR(line, "last without newline");
  CHECK_EQ(getline(&line, &size, stdin), -1);
  CHECK(feof(stdin));
  CHECK_EQ(getchar(), EOF);
  CHECK_EQ(scanf("%d", &one), EOF);
  free(line);
  return check_end();
}
