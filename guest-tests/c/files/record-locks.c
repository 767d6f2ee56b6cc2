/* Record locks: who is kept out, who is told, and a circle of waiters that is refused. */
#include "process.h"

static int fd;

static int lock(int command, int type, off_t from, off_t bytes) {
  struct flock wanted = {.l_type = (short)type, .l_start = from, .l_len = bytes};
  return fcntl(fd, command, &wanted);
}

/* What keeps this process from writing to a byte: its type, and who has it. */
static int in_the_way(off_t at, pid_t *who) {
  struct flock wanted = {.l_type = F_WRLCK, .l_start = at, .l_len = 1};
  if (fcntl(fd, F_GETLK, &wanted) != 0) return -1;
  *who = wanted.l_pid;
  return wanted.l_type;
}

int main(void) {
  int down[2], up[2];
  char byte;
  pid_t who = 0;
  fd = file_of("/tmp/fw-c-record-locks", "0123456789");
  CHECK_EQ(pipe(down), 0);
  CHECK_EQ(pipe(up), 0);
  CHECK_EQ(lock(F_SETLK, F_WRLCK, 0, 2), 0);
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    if (in_the_way(1, &who) != F_WRLCK || who != parent) _exit(1);
    if (in_the_way(2, &who) != F_UNLCK) _exit(2);
    if (lock(F_SETLK, F_RDLCK, 0, 1) != -1 || errno != EAGAIN) _exit(3);
    if (lock(F_SETLK, F_WRLCK, 5, 1) != 0) _exit(4);
    if (write(up[1], "r", 1) != 1) _exit(5);
    if (lock(F_SETLKW, F_WRLCK, 0, 1) != 0) _exit(6);
    if (write(up[1], "l", 1) != 1) _exit(7);
    if (read(down[0], &byte, 1) != 1) _exit(8);
    _exit(60);
  }
  CHECK_EQ(read(up[0], &byte, 1), 1);
  pause_ms(50);
  /* the child waits for this process, which cannot wait for the child then */
  CHECK_ERRNO(lock(F_SETLKW, F_WRLCK, 5, 1), EDEADLK);
  CHECK_ERRNO(lock(F_SETLK, F_WRLCK, 5, 1), EAGAIN);
  CHECK_EQ(lock(F_SETLKW, F_WRLCK, 6, 1), 0);
  CHECK_EQ(in_the_way(5, &who), F_WRLCK);
  CHECK(who == child);
  CHECK_EQ(lock(F_SETLK, F_UNLCK, 0, 1), 0);
  CHECK_EQ(read(up[0], &byte, 1), 1);
  CHECK_EQ(byte, 'l');
  CHECK_EQ(in_the_way(0, &who), F_WRLCK);
  CHECK_EQ(in_the_way(1, &who), F_UNLCK); /* its own */
  CHECK_EQ(write(down[1], "e", 1), 1);
  CHECK_EQ(outcome(child), 60);
  CHECK_EQ(in_the_way(0, &who), F_UNLCK);
  CHECK_EQ(in_the_way(5, &who), F_UNLCK);

  /* a description's lock is in its owner's own way, and closes no circle */
  int other = CHECK_FD(open("/tmp/fw-c-record-locks", O_RDWR));
  struct flock whole = {.l_type = F_WRLCK};
  CHECK_ERRNO(fcntl(other, F_OFD_SETLK, &whole), EAGAIN);
  CHECK_EQ(lock(F_SETLK, F_UNLCK, 0, 0), 0);
  CHECK_EQ(fcntl(other, F_OFD_SETLK, &whole), 0);
  CHECK_ERRNO(lock(F_SETLK, F_RDLCK, 0, 1), EAGAIN);
  CHECK_EQ(close(other), 0);
  CHECK_EQ(lock(F_SETLK, F_RDLCK, 0, 1), 0);
  CHECK_EQ(unlink("/tmp/fw-c-record-locks"), 0);
  return check_end();
}
