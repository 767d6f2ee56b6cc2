/* After fork, parent and child share descriptions and their offsets, not descriptors. */
#include "process.h"

int main(void) {
  char bytes[8];
  int fd = file_of("/tmp/fw-c-fork-files", "0123456789");
  struct gate to_child = gate_new(), to_parent = gate_new();
  pid_t child = fork();
  if (child == 0) {
    if (read(fd, bytes, 3) != 3 || memcmp(bytes, "012", 3) != 0) _exit(1);
    if (fcntl(fd, F_SETFL, O_APPEND) != 0) _exit(2);
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) _exit(3);
    int other = open("/tmp/fw-c-fork-files", O_RDONLY);
    if (read(other, bytes, 1) != 1) _exit(4);
    gate_open(&to_parent);
    gate_wait(&to_child);
    if (lseek(fd, 0, SEEK_CUR) != 5) _exit(5);
    if (close(fd) != 0) _exit(6);
    _exit(7);
  }
  gate_wait(&to_parent);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 3);
  CHECK_EQ(read(fd, bytes, 2), 2);
  CHECK_EQ(memcmp(bytes, "34", 2), 0);
  gate_open(&to_child);
  CHECK_EQ(outcome(child), 7);
  CHECK_EQ(fcntl(fd, F_GETFL) & O_APPEND, O_APPEND);
  CHECK_EQ(fcntl(fd, F_GETFD), 0);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 5); /* the child's close closed nothing here */

  /* one after the other they write where the last one stopped */
  CHECK_EQ(fcntl(fd, F_SETFL, 0), 0);
  CHECK_EQ(ftruncate(fd, 0), 0);
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  for (int i = 0; i < 5; i++) {
    child = fork();
    if (child == 0) _exit(write(fd, "abcde" + i, 1) == 1 ? 0 : 1);
    CHECK_EQ(outcome(child), 0);
  }
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 5);
  CHECK_EQ(pread(fd, bytes, 8, 0), 5);
  CHECK_EQ(memcmp(bytes, "abcde", 5), 0);
  CHECK_EQ(unlink("/tmp/fw-c-fork-files"), 0);
  return check_end();
}
