/* Every refusal of mmap, as a table. */
#include "support.h"

#include <sys/syscall.h>

static int object, read_only, write_only, path_only, pipe_end, directory;

static long map_at(unsigned long address, unsigned long length, int protection, int flags, int fd,
                   unsigned long offset) {
  return syscall(SYS_mmap, address, length, protection, flags, fd, offset);
}

int main(void) {
  const char *name = "/fw-c-mmap-errors";
  shm_unlink(name);
  object = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
  CHECK(object >= 0);
  CHECK_EQ(ftruncate(object, PAGE), 0);
  read_only = shm_open(name, O_RDONLY, 0);
  CHECK(read_only >= 0);
  write_only = open("/dev/shm/fw-c-mmap-errors", O_WRONLY);
  CHECK(write_only >= 0);
  path_only = open("/dev/shm/fw-c-mmap-errors", O_PATH);
  CHECK(path_only >= 0);
  directory = open("/dev/shm", O_RDONLY | O_DIRECTORY);
  CHECK(directory >= 0);
  CHECK_EQ(shm_unlink(name), 0);
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  pipe_end = ends[0];

  /* The length. */
  CHECK_ERRNO(map_at(0, 0, RW, ANON_PRIVATE, -1, 0), EINVAL);
  CHECK_ERRNO(map_at(0, 0, RW, MAP_SHARED, object, 0), EINVAL);
  CHECK_ERRNO(map_at(0, -1UL, RW, ANON_PRIVATE, -1, 0), ENOMEM);
  CHECK_ERRNO(map_at(0, -PAGE, RW, ANON_PRIVATE, -1, 0), ENOMEM);
  CHECK_ERRNO(map_at(0, 1UL << 47, RW, ANON_PRIVATE, -1, 0), ENOMEM);
  CHECK_ERRNO(map_at(0, 1UL << 63, RW, ANON_PRIVATE | MAP_NORESERVE, -1, 0), ENOMEM);

  /* The offset. */
  CHECK_ERRNO(map_at(0, PAGE, RW, MAP_SHARED, object, 1), EINVAL);
  CHECK_ERRNO(map_at(0, PAGE, RW, MAP_SHARED, object, PAGE - 1), EINVAL);
  CHECK_ERRNO(map_at(0, PAGE, RW, MAP_PRIVATE, object, 512), EINVAL);
  CHECK_ERRNO(map_at(0, PAGE, RW, ANON_PRIVATE, -1, 1), EINVAL);
  CHECK_ERRNO(map_at(0, 2 * PAGE, RW, MAP_SHARED, object, -PAGE), EOVERFLOW);

  /* The kind of mapping: one of shared and private. */
  CHECK_ERRNO(map_at(0, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL);
  CHECK_ERRNO(map_at(0, PAGE, RW, 0, object, 0), EINVAL);
  CHECK_ERRNO(map_at(1UL << 32, PAGE, RW, MAP_FIXED, object, 0), EINVAL);

  /* The descriptor. */
  CHECK_ERRNO(map_at(0, PAGE, RW, MAP_SHARED, -1, 0), EBADF);
  CHECK_ERRNO(map_at(0, PAGE, RW, MAP_PRIVATE, -1, 0), EBADF);
  CHECK_ERRNO(map_at(0, PAGE, RW, MAP_SHARED, 1000, 0), EBADF);
  CHECK_ERRNO(map_at(0, PAGE, PROT_READ, MAP_PRIVATE, path_only, 0), EBADF);
  CHECK_ERRNO(map_at(0, PAGE, PROT_READ, MAP_PRIVATE, pipe_end, 0), ENODEV);
  CHECK_ERRNO(map_at(0, PAGE, PROT_READ, MAP_SHARED, directory, 0), ENODEV);

  /* What the descriptor was opened for. */
  CHECK_ERRNO(map_at(0, PAGE, RW, MAP_SHARED, read_only, 0), EACCES);
  CHECK_ERRNO(map_at(0, PAGE, PROT_WRITE, MAP_SHARED, read_only, 0), EACCES);
  CHECK_ERRNO(map_at(0, PAGE, PROT_READ, MAP_SHARED, write_only, 0), EACCES);
  CHECK_ERRNO(map_at(0, PAGE, PROT_WRITE, MAP_SHARED, write_only, 0), EACCES);
  CHECK_ERRNO(map_at(0, PAGE, PROT_READ, MAP_PRIVATE, write_only, 0), EACCES);
  CHECK_ERRNO(map_at(0, PAGE, PROT_NONE, MAP_PRIVATE, write_only, 0), EACCES);
  long readable = map_at(0, PAGE, PROT_READ, MAP_SHARED, read_only, 0);
  CHECK(readable > 0);
  long hidden = map_at(0, PAGE, PROT_NONE, MAP_SHARED, read_only, 0);
  CHECK(hidden > 0);
  CHECK_ERRNO(mprotect((void *)readable, PAGE, RW), EACCES);
  CHECK_ERRNO(mprotect((void *)hidden, PAGE, PROT_WRITE), EACCES);
  CHECK_EQ(mprotect((void *)hidden, PAGE, PROT_READ), 0);

  /* Two reasons at once: which of them is told. */
  CHECK_ERRNO(map_at(0, 0, RW, MAP_SHARED, -1, 0), EBADF);
  CHECK_ERRNO(map_at(0, 0, RW, MAP_SHARED, -1, 1), EINVAL);
  CHECK_ERRNO(map_at(1, 0, RW, ANON_PRIVATE | MAP_FIXED, -1, 0), EINVAL);
  CHECK_ERRNO(map_at(0, 0, RW, MAP_SHARED, read_only, 0), EINVAL);
  CHECK_ERRNO(map_at(0, -1UL, RW, MAP_SHARED, read_only, 0), ENOMEM);
  return check_end();
}
