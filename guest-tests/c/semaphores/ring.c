/*
 * A token goes round a ring of processes, each with its own named semaphore. With arguments, of so
 * many processes, so many times.
 *
 * Arguments: 32 20
 */
#include "support.h"

#include <semaphore.h>

enum { MOST = 64 };

static int processes, rounds;
static long *counters;

static const char *name_of(int i) {
  static char name[64];
  snprintf(name, sizeof name, "/fw-c-ring-%d", i);
  return name;
}

static int member(void *argument) {
  int id = (int)(long)argument;
  sem_t *mine = sem_open(name_of(id), 0);
  sem_t *next = sem_open(name_of((id + 1) % processes), 0);
  if (mine == SEM_FAILED || next == SEM_FAILED) return 1;
  for (int round = 0; round < rounds; round++) {
    if (sem_wait(mine) != 0) return 2;
    if (counters[0] != (long)round * processes + id) return 3;
    counters[0]++;
    counters[1 + id]++;
    if (sem_post(next) != 0) return 4;
  }
  return sem_close(mine) == 0 && sem_close(next) == 0 ? 0 : 5;
}

int main(int argc, char **argv) {
  processes = argc > 1 ? atoi(argv[1]) : 32;
  rounds = argc > 2 ? atoi(argv[2]) : 20;
  CHECK(processes > 1 && processes <= MOST && rounds > 0);
  counters = (long *)shared_anonymous(PAGE);
  sem_t *first = NULL;
  int made = 0, unlinked = 0, ended = 0, whole = 0;
  for (int i = 0; i < processes; i++) {
    sem_unlink(name_of(i));
    sem_t *s = sem_open(name_of(i), O_CREAT | O_EXCL, 0600, 0);
    made += s != SEM_FAILED;
    if (i == 0) first = s;
  }
  CHECK_EQ(made, processes);
  pid_t children[MOST];
  for (int i = 0; i < processes; i++) children[i] = child_of(member, (void *)(long)i);
  CHECK_EQ(sem_post(first), 0);
  for (int i = 0; i < processes; i++) ended += outcome(children[i]) == 0;
  CHECK_EQ(ended, processes);
  CHECK_EQ(counters[0], (long)processes * rounds);
  for (int i = 0; i < processes; i++) whole += counters[1 + i] == rounds;
  CHECK_EQ(whole, processes);
  int value;
  CHECK_EQ(sem_getvalue(first, &value), 0);
  CHECK_EQ(value, 1);
  for (int i = 0; i < processes; i++) unlinked += sem_unlink(name_of(i)) == 0;
  CHECK_EQ(unlinked, processes);
  return check_end();
}
