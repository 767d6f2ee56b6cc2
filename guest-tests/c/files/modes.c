/* chmod, fchmod and umask: the twelve bits of a file's mode. */
#include "process.h"

static unsigned mode_of(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 ? status.st_mode & 07777 : 077777;
}

static void at(const char *path) {
  int fd = file_of(path, "");
  CHECK_EQ(mode_of(path), 0600);
  static const mode_t modes[] = {0, 0644, 0755, 07777, 01000, 04755, 02755, 0400};
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
    CHECK_EQ(chmod(path, modes[i]), 0);
    CHECK_ROW("chmod", mode_of(path), modes[i]);
    CHECK_EQ(fchmod(fd, modes[i] ^ 0111), 0);
    CHECK_ROW("fchmod", mode_of(path), modes[i] ^ 0111);
  }
  CHECK_EQ(chmod(path, 0200000 | 0640), 0); /* other bits mean nothing */
  CHECK_EQ(mode_of(path), 0640);
  CHECK_EQ(unlink(path), 0);
  CHECK_EQ(fchmod(fd, 0700), 0);
  CHECK_ERRNO(chmod(path, 0700), ENOENT);
  close(fd);

  static const struct {
    mode_t mask, asked, got;
  } masks[] = {{022, 0666, 0644}, {077, 0777, 0700}, {0, 0666, 0666}, {0777, 0777, 0}, {027, 0751, 0750}};
  for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
    umask(masks[i].mask);
    fd = open(path, O_RDWR | O_CREAT | O_EXCL, masks[i].asked);
    CHECK(fd >= 0);
    CHECK_ROW("created", mode_of(path), masks[i].got);
    CHECK_EQ(write(fd, "x", 1), 1); /* the mode counts from the next open on */
    close(fd);
    CHECK_EQ(unlink(path), 0);
  }
  umask(022);
}

int main(void) {
  CHECK_EQ(umask(022), 022);
  at("/dev/shm/fw-c-modes");
  at("/tmp/fw-c-modes");
  CHECK_EQ(umask(07777), 022);
  CHECK_EQ(umask(022), 0777); /* only the permission bits are kept */
  CHECK_EQ(mkdir("/tmp/fw-c-modes-d", 0777), 0);
  CHECK_EQ(mode_of("/tmp/fw-c-modes-d"), 0755);
  CHECK_EQ(chmod("/tmp/fw-c-modes-d", 01700), 0);
  CHECK_EQ(mode_of("/tmp/fw-c-modes-d"), 01700);
  CHECK_EQ(rmdir("/tmp/fw-c-modes-d"), 0);
  CHECK_ERRNO(chmod("", 0600), ENOENT);
  CHECK_ERRNO(chmod("/tmp/fw-c-missing", 0600), ENOENT);
  CHECK_ERRNO(chmod("/dev/null/x", 0600), ENOTDIR);
  CHECK_ERRNO(fchmod(-1, 0600), EBADF);
  close(file_of("/tmp/fw-c-modes", ""));
  int only_path = CHECK_FD(open("/tmp/fw-c-modes", O_PATH));
  CHECK_ERRNO(syscall(SYS_fchmod, only_path, 0600), EBADF);
  CHECK_EQ(unlink("/tmp/fw-c-modes"), 0);
  /* a child has its parent's mask, and changes its own */
  umask(027);
  pid_t child = fork();
  if (child == 0) _exit(umask(0) == 027 ? 0 : 1);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(umask(022), 027);
  return check_end();
}
