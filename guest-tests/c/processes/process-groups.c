/* Process groups and sessions: setpgid, getpgid, getpgrp, setsid, getsid. */
#include "process.h"

static void becomes_leader(void) {
  CHECK(getpgrp() != getpid());
  CHECK_EQ(setpgid(0, 0), 0);
  CHECK(getpgrp() == getpid());
  CHECK(getpgid(0) == getpid());
  CHECK_EQ(setpgid(0, 0), 0);
  CHECK_ERRNO(setsid(), EPERM); /* a leader of a group makes no session */
}

static void makes_a_session(void) {
  pid_t before = getsid(0);
  CHECK(setsid() == getpid());
  CHECK(getsid(0) == getpid());
  CHECK(getsid(0) != before);
  CHECK(getpgrp() == getpid());
  CHECK_ERRNO(setsid(), EPERM);
  CHECK_ERRNO(setpgid(0, 0), EPERM); /* nor does a leader of a session change its group */
}

static void into_a_strange_group(void) {
  CHECK_ERRNO(setpgid(0, 0x7ffffff0), EPERM);
  CHECK_ERRNO(setpgid(0, -1), EINVAL);
  CHECK_ERRNO(setpgid(getppid(), 0), ESRCH); /* neither the caller nor its child */
}

int main(void) {
  CHECK_EQ(in_child(becomes_leader), 0);
  CHECK_EQ(in_child(makes_a_session), 0);
  CHECK_EQ(in_child(into_a_strange_group), 0);
  CHECK(getpgid(0) == getpgrp());
  CHECK(getpgid(getpid()) == getpgrp());
  CHECK_ERRNO(getpgid(0x7ffffff0), ESRCH);
  CHECK_ERRNO(getsid(0x7ffffff0), ESRCH);
  CHECK_ERRNO(setpgid(0x7ffffff0, 0), ESRCH);
  CHECK_ERRNO(setpgid(0, -5), EINVAL);

  /* a parent puts its children into one group and signals them all */
  pid_t first = fork();
  if (first == 0) {
    for (;;) pause();
  }
  pid_t second = fork();
  if (second == 0) {
    for (;;) pause();
  }
  CHECK_EQ(setpgid(first, first), 0);
  CHECK_EQ(setpgid(second, first), 0);
  CHECK(getpgid(first) == first);
  CHECK(getpgid(second) == first);
  CHECK_EQ(kill(-first, 0), 0);
  CHECK_EQ(killpg(first, SIGTERM), 0);
  CHECK_EQ(outcome(first), KILLED_BY(SIGTERM));
  CHECK_EQ(outcome(second), KILLED_BY(SIGTERM));
  CHECK_ERRNO(kill(-first, 0), ESRCH);

  /* a child that is in another session, or that has executed, cannot be moved */
  struct gate ready = gate_new(), done = gate_new();
  pid_t child = fork();
  if (child == 0) {
    setsid();
    gate_open(&ready);
    gate_wait(&done);
    _exit(0);
  }
  gate_wait(&ready);
  CHECK_ERRNO(setpgid(child, 0), EPERM);
  CHECK(getsid(child) == child);
  gate_open(&done);
  CHECK_EQ(outcome(child), 0);
  return check_end();
}
