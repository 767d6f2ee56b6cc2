/* stat, lstat, fstat, newfstatat and statx agree with each other and with what was done. */
#include "process.h"

#include <sys/sysmacros.h>

/* As <linux/stat.h> has it, which musl's headers lack. */
struct statx_times {
  long long seconds;
  unsigned nanoseconds, reserved;
};
struct statx_result {
  unsigned mask, block_size;
  unsigned long long attributes;
  unsigned links, uid, gid;
  unsigned short mode, pad;
  unsigned long long inode, size, blocks, attributes_mask;
  struct statx_times access, birth, change, modification;
  unsigned device_major, device_minor, file_system_major, file_system_minor;
  unsigned long long more[14];
};
#define BASIC 0x7ff

static void at(const char *path) {
  struct stat by_path, by_link, by_fd, by_at;
  int fd = file_of(path, "0123456789");
  CHECK_EQ(stat(path, &by_path), 0);
  CHECK_EQ(lstat(path, &by_link), 0);
  CHECK_EQ(fstat(fd, &by_fd), 0);
  CHECK_EQ(syscall(SYS_newfstatat, AT_FDCWD, path, &by_at, 0), 0);
  CHECK(memcmp(&by_path, &by_link, sizeof by_path) == 0);
  CHECK(memcmp(&by_path, &by_fd, sizeof by_path) == 0);
  CHECK(memcmp(&by_path, &by_at, sizeof by_path) == 0);
  memset(&by_at, 0, sizeof by_at);
  CHECK_EQ(syscall(SYS_newfstatat, fd, "", &by_at, AT_EMPTY_PATH), 0);
  CHECK(memcmp(&by_path, &by_at, sizeof by_path) == 0);
  CHECK_EQ(syscall(SYS_newfstatat, -1, path, &by_at, AT_SYMLINK_NOFOLLOW), 0);

  CHECK(S_ISREG(by_fd.st_mode));
  CHECK_EQ(by_fd.st_mode & 07777, 0600);
  CHECK_EQ(by_fd.st_nlink, 1);
  CHECK(by_fd.st_uid == geteuid());
  CHECK_EQ(by_fd.st_size, 10);
  CHECK_EQ(by_fd.st_blksize, 4096);
  CHECK(by_fd.st_ino != 0);
  CHECK_EQ(by_fd.st_rdev, 0);

  struct statx_result extended;
  memset(&extended, 0, sizeof extended);
  CHECK_EQ(syscall(SYS_statx, AT_FDCWD, path, 0, BASIC, &extended), 0);
  CHECK_EQ(extended.mask & BASIC, BASIC);
  CHECK(extended.mode == by_fd.st_mode);
  CHECK_EQ(extended.links, 1);
  CHECK(extended.uid == by_fd.st_uid);
  CHECK(extended.gid == by_fd.st_gid);
  CHECK(extended.inode == by_fd.st_ino);
  CHECK_EQ(extended.size, 10);
  CHECK(extended.blocks == (unsigned long long)by_fd.st_blocks);
  CHECK(makedev(extended.file_system_major, extended.file_system_minor) == by_fd.st_dev);
  memset(&extended, 0, sizeof extended);
  CHECK_EQ(syscall(SYS_statx, fd, "", AT_EMPTY_PATH, BASIC, &extended), 0);
  CHECK_EQ(extended.size, 10);
  CHECK_ERRNO(syscall(SYS_statx, fd, "", 0, BASIC, &extended), ENOENT);
  CHECK_ERRNO(syscall(SYS_statx, AT_FDCWD, path, 0x40000000, BASIC, &extended), EINVAL);
  CHECK_ERRNO(syscall(SYS_statx, AT_FDCWD, path, 0, 0x80000000U, &extended), EINVAL);
  CHECK_ERRNO(syscall(SYS_statx, AT_FDCWD, path, 0x6000, BASIC, &extended), EINVAL);

  /* Another file is another inode; the same file by another open is not. */
  char other[64];
  snprintf(other, sizeof other, "%s-2", path);
  int second = file_of(other, "");
  struct stat of_second;
  CHECK_EQ(fstat(second, &of_second), 0);
  CHECK(of_second.st_ino != by_fd.st_ino);
  CHECK(of_second.st_dev == by_fd.st_dev);
  CHECK_EQ(of_second.st_size, 0);
  int again = CHECK_FD(open(path, O_RDONLY));
  CHECK_EQ(fstat(again, &of_second), 0);
  CHECK(of_second.st_ino == by_fd.st_ino);

  CHECK_EQ(ftruncate(fd, 123456), 0);
  CHECK_EQ(stat(path, &by_path), 0);
  CHECK_EQ(by_path.st_size, 123456);
  CHECK_EQ(unlink(path), 0);
  CHECK_EQ(fstat(fd, &by_fd), 0);
  CHECK_EQ(by_fd.st_nlink, 0);
  CHECK_EQ(by_fd.st_size, 123456);
  CHECK_ERRNO(stat(path, &by_path), ENOENT);
  CHECK_EQ(unlink(other), 0);
}

int main(void) {
  at("/dev/shm/fw-c-stat");
  at("/tmp/fw-c-stat");
  return check_end();
}
