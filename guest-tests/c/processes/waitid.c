/* waitid tells more, can leave the child waitable, and refuses what makes no sense. */
#include "process.h"

static siginfo_t info;

static int asked(idtype_t type, pid_t id, int options) {
  memset(&info, 0x55, sizeof info);
  return waitid(type, (id_t)id, &info, options);
}

int main(void) {
  CHECK_ERRNO(asked(P_ALL, 0, WEXITED), ECHILD);
  CHECK_ERRNO(asked(P_ALL, 0, 0), EINVAL);
  CHECK_ERRNO(asked(P_ALL, 0, WNOHANG), EINVAL);
  CHECK_ERRNO(asked(P_ALL, 0, WEXITED | 0x100), EINVAL);
  CHECK_ERRNO(asked((idtype_t)77, 0, WEXITED), EINVAL);
  CHECK_ERRNO(asked(P_PID, 0, WEXITED), EINVAL);
  CHECK_ERRNO(asked(P_PID, -1, WEXITED), EINVAL);

  struct gate gate = gate_new();
  pid_t child = fork();
  if (child == 0) {
    gate_wait(&gate);
    _exit(33);
  }
  CHECK_EQ(asked(P_PID, child, WEXITED | WNOHANG), 0);
  CHECK_EQ(info.si_pid, 0); /* nothing yet */
  CHECK_EQ(info.si_signo, 0);
  gate_open(&gate);
  for (int i = 0; i < 3; i++) {
    CHECK_EQ(asked(P_PID, child, WEXITED | WNOWAIT), 0);
    CHECK(info.si_pid == child);
    CHECK_EQ(info.si_signo, SIGCHLD);
    CHECK_EQ(info.si_code, CLD_EXITED);
    CHECK_EQ(info.si_status, 33);
    CHECK(info.si_uid == getuid());
  }
  CHECK_EQ(asked(P_ALL, 0, WEXITED), 0);
  CHECK_EQ(info.si_status, 33);
  CHECK_ERRNO(asked(P_PID, child, WEXITED), ECHILD);

  child = fork();
  if (child == 0) {
    raise(SIGTERM);
    _exit(1);
  }
  CHECK_EQ(asked(P_PGID, getpgrp(), WEXITED), 0);
  CHECK(info.si_pid == child);
  CHECK_EQ(info.si_code, CLD_KILLED);
  CHECK_EQ(info.si_status, SIGTERM);

  /* stopped and continued */
  child = fork();
  if (child == 0) {
    raise(SIGSTOP);
    gate_wait(&gate);
    _exit(0);
  }
  CHECK_EQ(asked(P_PID, child, WSTOPPED), 0);
  CHECK_EQ(info.si_code, CLD_STOPPED);
  CHECK_EQ(info.si_status, SIGSTOP);
  CHECK_EQ(asked(P_PID, child, WSTOPPED | WNOHANG), 0);
  CHECK_EQ(info.si_pid, 0); /* told once */
  CHECK_EQ(kill(child, SIGCONT), 0);
  CHECK_EQ(asked(P_PID, child, WCONTINUED), 0);
  CHECK_EQ(info.si_code, CLD_CONTINUED);
  CHECK_EQ(info.si_status, SIGCONT);
  gate_open(&gate);
  CHECK_EQ(asked(P_PID, child, WEXITED), 0);
  CHECK_EQ(info.si_code, CLD_EXITED);
  CHECK_EQ(info.si_status, 0);

  child = fork();
  if (child == 0) _exit(3);
  CHECK_EQ(waitid(P_PID, (id_t)child, NULL, WEXITED), 0);
  return check_end();
}
