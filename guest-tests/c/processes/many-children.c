/* 64 children at once, and 200 one after the other. */
#include "process.h"

#define CHILDREN 64

int main(void) {
  pid_t children[CHILDREN];
  struct gate gate = gate_new();
  int distinct = 1;
  for (int i = 0; i < CHILDREN; i++) {
    children[i] = fork();
    if (children[i] == 0) {
      gate_wait(&gate);
      _exit(i);
    }
    for (int j = 0; j < i; j++) distinct &= children[j] != children[i];
  }
  CHECK_EQ(distinct, 1);
  CHECK_EQ(waitpid(-1, NULL, WNOHANG), 0);
  for (int i = 0; i < CHILDREN; i++) gate_open(&gate);
  /* in another order than they were made in */
  int right = 0;
  for (int i = CHILDREN - 1; i >= 0; i -= 2) right += outcome(children[i]) == i;
  CHECK_EQ(right, CHILDREN / 2);
  unsigned char seen[CHILDREN] = {0};
  int status, others = 0;
  pid_t one;
  while ((one = wait(&status)) > 0) {
    for (int i = 0; i < CHILDREN; i++) {
      if (children[i] == one && WIFEXITED(status) && WEXITSTATUS(status) == i) others += !seen[i]++;
    }
  }
  CHECK_EQ(errno, ECHILD);
  CHECK_EQ(others, CHILDREN / 2);
  right = 0;
  for (int i = 0; i < 200; i++) {
    pid_t child = fork();
    if (child == 0) _exit(i & 127);
    right += outcome(child) == (i & 127);
  }
  CHECK_EQ(right, 200);
  return check_end();
}
