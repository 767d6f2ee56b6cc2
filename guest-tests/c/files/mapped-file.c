/* A file of /tmp that is mapped and written at the same time is one thing. */
#include "process.h"

#include <sys/mman.h>

int main(void) {
  int fd = file_of("/tmp/fw-c-mapped", "0123456789");
  CHECK_EQ(ftruncate(fd, 3 * 4096), 0);
  char *shared = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  char *private = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  CHECK(shared != MAP_FAILED && private != MAP_FAILED);
  CHECK_EQ(memcmp(shared, "0123456789\0", 11), 0);
  CHECK_EQ(pwrite(fd, "W", 1, 4096), 1);
  CHECK_EQ(shared[4096], 'W');
  CHECK_EQ(private[4096], 'W');
  private[4096] = 'p';
  CHECK_EQ(shared[4096], 'W');
  shared[0] = 's';
  CHECK_EQ(private[0], 's'); /* not copied yet */
  char byte;
  CHECK_EQ(pread(fd, &byte, 1, 0), 1);
  CHECK_EQ(byte, 's');
  CHECK_EQ(pread(fd, &byte, 1, 4096), 1);
  CHECK_EQ(byte, 'W');
  CHECK_EQ(msync(shared, 3 * 4096, MS_SYNC), 0);
  /* reading from the file into its own mapping */
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  CHECK_EQ(read(fd, shared + 8192, 10), 10);
  CHECK_EQ(memcmp(shared + 8192, "s123456789", 10), 0);
  CHECK_EQ(close(fd), 0);
  CHECK_EQ(unlink("/tmp/fw-c-mapped"), 0);
  CHECK_EQ(shared[8192], 's');
  CHECK_EQ(munmap(shared, 3 * 4096), 0);
  CHECK_EQ(private[4096], 'p');
  return check_end();
}
