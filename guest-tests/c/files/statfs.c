/* statfs and fstatfs of the file systems that a guest has. */
#include "process.h"

#include <sys/statvfs.h>
#include <sys/vfs.h>

int main(void) {
  struct statfs by_path, by_fd;
  int fd = file_of("/dev/shm/fw-c-statfs", "x");
  CHECK_EQ(statfs("/dev/shm", &by_path), 0);
  CHECK_EQ(by_path.f_type, 0x01021994); /* TMPFS_MAGIC */
  CHECK_EQ(by_path.f_bsize, 4096);
  CHECK_EQ(by_path.f_namelen, 255);
  CHECK(by_path.f_blocks > 0);
  CHECK(by_path.f_bfree > 0);
  CHECK(by_path.f_bavail <= by_path.f_bfree && by_path.f_bfree <= by_path.f_blocks);
  CHECK_EQ(fstatfs(fd, &by_fd), 0);
  CHECK_EQ(by_fd.f_type, 0x01021994);
  CHECK(by_fd.f_blocks == by_path.f_blocks);
  CHECK_EQ(statfs("/dev/shm/fw-c-statfs", &by_fd), 0);
  CHECK_EQ(by_fd.f_type, 0x01021994);
  CHECK_EQ(statfs("/tmp", &by_path), 0);
  CHECK_EQ(by_path.f_bsize, 4096);
  CHECK_EQ(by_path.f_namelen, 255);
  CHECK_EQ(statfs("/proc/self/maps", &by_path), 0);
  CHECK_EQ(by_path.f_type, 0x9fa0); /* PROC_SUPER_MAGIC */
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(fstatfs(ends[0], &by_fd), 0);
  CHECK_EQ(by_fd.f_type, 0x50495045); /* PIPEFS_MAGIC */
  struct statvfs v;
  CHECK_EQ(statvfs("/dev/shm", &v), 0);
  CHECK_EQ(v.f_namemax, 255);
  CHECK_EQ(v.f_frsize, 4096);
  CHECK_ERRNO(statfs("", &by_path), ENOENT);
  CHECK_ERRNO(statfs("/tmp/fw-c-missing", &by_path), ENOENT);
  CHECK_ERRNO(statfs("/dev/shm/fw-c-statfs/x", &by_path), ENOTDIR);
  CHECK_ERRNO(fstatfs(99, &by_fd), EBADF);
  CHECK_EQ(unlink("/dev/shm/fw-c-statfs"), 0);
  return check_end();
}
