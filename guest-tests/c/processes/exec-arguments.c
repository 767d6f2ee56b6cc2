/* Thousands of arguments and variables, and one of 100,000 bytes, go through execve. */
#include "process.h"

extern char **environ;

static int second(int count, char **arguments) {
  CHECK_EQ(count, 2001);
  int right = 0, variables = 0, right_variables = 0;
  char wanted[32];
  for (int i = 1; i < 2000; i++) {
    snprintf(wanted, sizeof wanted, "argument %d", i);
    right += strcmp(arguments[i], wanted) == 0;
  }
  CHECK_EQ(right, 1999);
  CHECK_EQ(strlen(arguments[2000]), 99999);
  CHECK_EQ(strspn(arguments[2000], "l"), 99999);
  for (char **variable = environ; *variable; variable++) {
    snprintf(wanted, sizeof wanted, "V%d=%d", variables, variables * 3);
    right_variables += strcmp(*variable, wanted) == 0;
    variables++;
  }
  CHECK_EQ(variables, 500);
  CHECK_EQ(right_variables, 500);
  CHECK_EQ((unsigned long)__builtin_frame_address(0) % 16, 0);
  return 62;
}

int main(int count, char **arguments) {
  if (count > 1) return second(count, arguments);
  static char *many[2002], *variables[501];
  static char text[2000][20], names[500][20], long_one[100000];
  many[0] = "any";
  for (int i = 1; i < 2000; i++) {
    snprintf(text[i], sizeof text[i], "argument %d", i);
    many[i] = text[i];
  }
  memset(long_one, 'l', sizeof long_one - 1);
  many[2000] = long_one;
  for (int i = 0; i < 500; i++) {
    snprintf(names[i], sizeof names[i], "V%d=%d", i, i * 3);
    variables[i] = names[i];
  }
  pid_t child = fork();
  if (child == 0) {
    execve("/proc/self/exe", many, variables);
    _exit(127);
  }
  CHECK_EQ(outcome(child), 62);
  return check_end();
}
