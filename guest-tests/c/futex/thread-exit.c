/* A thread of clone: its number is stored at the start, cleared at its end, and who waits is woken. */
#include <sched.h>

#include "futex.h"

static volatile int parent_tid, child_tid;
static volatile int go, ran;
static int *processes;

/* Without thread-local storage of its own: nothing of libc that uses errno. */
static int body(void *argument) {
  ran = (int)(long)argument;
  while (!go) __asm__ volatile("pause");
  return 0;
}

int main(void) {
  char *stack = anonymous(16 * PAGE) + 16 * PAGE;
  int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
              CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
  child_tid = -1;
  int tid = clone(body, stack, flags, (void *)7, &parent_tid, NULL, &child_tid);
  CHECK(tid > 0 && tid != getpid());
  CHECK(parent_tid == tid);
  CHECK_EQ(child_tid, -1);
  go = 1;
  while (child_tid != 0) futex_wait(&child_tid, -1u);
  CHECK_EQ(child_tid, 0);
  CHECK_EQ(ran, 7);

  go = 1;
  flags |= CLONE_CHILD_SETTID;
  flags &= ~CLONE_PARENT_SETTID;
  parent_tid = -5;
  tid = clone(body, stack, flags, (void *)8, &parent_tid, NULL, &child_tid);
  CHECK(tid > 0);
  int now;
  while ((now = child_tid) != 0) futex_wait(&child_tid, (unsigned)now);
  await(&ran, 8);
  CHECK_EQ(parent_tid, -5);
  CHECK_EQ(syscall(SYS_tgkill, getpid(), tid, 0) == 0 || errno == ESRCH, 1);

  /* fork's form: the child finds its number in its own memory, and set_tid_address returns it. */
  processes = (int *)shared_anonymous(PAGE);
  long child = syscall(SYS_clone, SIGCHLD | CLONE_CHILD_SETTID | CLONE_PARENT_SETTID, 0, &processes[0], &processes[1], 0);
  if (child == 0) {
    int right = processes[1] == getpid() && syscall(SYS_set_tid_address, &processes[2]) == getpid();
    _exit(right ? 12 : 1);
  }
  CHECK(processes[0] == child);
  CHECK_EQ(outcome((pid_t)child), 12);
  CHECK(processes[1] == child);

  /* Not without each other. */
  CHECK_ERRNO(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0), EINVAL);
  CHECK_ERRNO(syscall(SYS_clone, CLONE_THREAD | CLONE_SIGHAND, 0, 0, 0, 0), EINVAL);
  CHECK_ERRNO(syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0), EINVAL);
  return check_end();
}
