/* A pipeline of four processes as a shell builds one: fork, dup2, close, execve of itself. */
#include "process.h"

static int stage(const char *what) {
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    int number = atoi(line);
    if (strcmp(what, "double") == 0) printf("%d\n", 2 * number);
    if (strcmp(what, "odd") == 0 && number % 4 == 2) printf("%d\n", number);
    if (strcmp(what, "less") == 0) printf("%d\n", number - 1);
  }
  return 0;
}

int main(int count, char **arguments) {
  if (count > 1) return stage(arguments[1]);
  static char *const stages[] = {"double", "odd", "less"};
  int input[2], from;
  pid_t children[3];
  CHECK_EQ(pipe(input), 0);
  from = input[0];
  for (int i = 0; i < 3; i++) {
    int next[2];
    CHECK_EQ(pipe(next), 0);
    children[i] = fork();
    if (children[i] == 0) {
      dup2(from, 0);
      dup2(next[1], 1);
      for (int fd = 3; fd < 20; fd++) close(fd);
      char *const all[] = {arguments[0], stages[i], NULL};
      execv("/proc/self/exe", all);
      _exit(127);
    }
    close(from);
    close(next[1]);
    from = next[0];
  }
  pid_t writer = fork();
  if (writer == 0) {
    close(from);
    FILE *out = fdopen(input[1], "w");
    for (int i = 1; i <= 10000; i++) fprintf(out, "%d\n", i);
    fclose(out);
    _exit(0);
  }
  close(input[1]);
  FILE *result = fdopen(from, "r");
  int number, lines = 0;
  long sum = 0;
  while (fscanf(result, "%d", &number) == 1) {
    lines++;
    sum += number;
  }
  CHECK_EQ(lines, 5000);
  CHECK_EQ(sum, 49995000);
  CHECK_EQ(outcome(writer), 0);
  for (int i = 0; i < 3; i++) CHECK_EQ(outcome(children[i]), 0);
  return check_end();
}
