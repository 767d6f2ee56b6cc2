/* F_GETFL shows how a file was opened, F_SETFL changes what can be changed of it. */
#include "process.h"

#define SHOWN (O_ACCMODE | O_APPEND | O_NONBLOCK | O_CREAT | O_TRUNC | O_EXCL | O_CLOEXEC)

int main(void) {
  const char *path = "/dev/shm/fw-c-status";
  close(file_of(path, "0123456789"));
  static const struct {
    const char *name;
    int flags;
    int shown;
  } rows[] = {
      {"O_RDONLY", O_RDONLY, O_RDONLY},
      {"O_WRONLY", O_WRONLY, O_WRONLY},
      {"O_RDWR", O_RDWR, O_RDWR},
      {"O_APPEND", O_WRONLY | O_APPEND, O_WRONLY | O_APPEND},
      {"O_NONBLOCK", O_RDWR | O_NONBLOCK, O_RDWR | O_NONBLOCK},
      {"O_CREAT", O_RDWR | O_CREAT, O_RDWR},
      {"O_TRUNC", O_RDWR | O_TRUNC, O_RDWR},
      {"O_CLOEXEC", O_RDWR | O_CLOEXEC, O_RDWR},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    int fd = open(path, rows[i].flags, 0600);
    CHECK_ROW(rows[i].name, fcntl(fd, F_GETFL) & SHOWN, rows[i].shown);
    CHECK_ROW("  and large files", fcntl(fd, F_GETFL) & 0100000, 0100000);
    close(fd);
  }

  int fd = CHECK_FD(open(path, O_RDWR));
  int copy = CHECK_FD(dup(fd));
  int other = CHECK_FD(open(path, O_RDWR));
  CHECK_EQ(write(fd, "abc", 3), 3);
  CHECK_EQ(fcntl(fd, F_SETFL, O_APPEND), 0);
  CHECK_EQ(fcntl(fd, F_GETFL) & SHOWN, O_RDWR | O_APPEND);
  CHECK_EQ(fcntl(copy, F_GETFL) & SHOWN, O_RDWR | O_APPEND); /* one description */
  CHECK_EQ(fcntl(other, F_GETFL) & SHOWN, O_RDWR);
  CHECK_EQ(lseek(copy, 0, SEEK_SET), 0);
  CHECK_EQ(write(copy, "Z", 1), 1);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 4);
  CHECK_EQ(fcntl(fd, F_SETFL, 0), 0);
  CHECK_EQ(write(fd, "d", 1), 1);
  char bytes[16];
  CHECK_EQ(pread(other, bytes, sizeof bytes, 0), 5);
  CHECK(memcmp(bytes, "abcZd", 5) == 0);
  /* the access mode and what matters only while opening cannot be changed, and are passed over */
  CHECK_EQ(fcntl(fd, F_SETFL, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK), 0);
  CHECK_EQ(fcntl(fd, F_GETFL) & SHOWN, O_RDWR | O_NONBLOCK);
  CHECK_EQ(lseek(fd, 0, SEEK_END), 5);

  int ends[2];
  CHECK_EQ(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
  CHECK_EQ(fcntl(ends[0], F_GETFL) & SHOWN, O_RDONLY | O_NONBLOCK);
  CHECK_EQ(fcntl(ends[1], F_GETFL) & SHOWN, O_WRONLY | O_NONBLOCK);
  CHECK_EQ(fcntl(ends[0], F_GETFD), FD_CLOEXEC);
  CHECK_EQ(fcntl(ends[0], F_SETFL, 0), 0);
  CHECK_EQ(fcntl(ends[0], F_GETFL) & SHOWN, O_RDONLY);
  CHECK_EQ(fcntl(ends[1], F_GETFL) & SHOWN, O_WRONLY | O_NONBLOCK);

  int only_path = CHECK_FD(open(path, O_PATH));
  CHECK(fcntl(only_path, F_GETFL) & O_PATH);
  CHECK_ERRNO(fcntl(only_path, F_SETFL, O_APPEND), EBADF);
  CHECK_EQ(fcntl(only_path, F_GETFD), 0);
  CHECK_EQ(unlink(path), 0);
  return check_end();
}
