/* MAP_PRIVATE of an object: a page that was written is the writer's, the others are the object's. */
#include "support.h"

int main(void) {
  int fd = object_of("/fw-c-mmap-private-object", 4 * PAGE);
  char *object = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  for (int i = 0; i < 4; i++) memset(object + i * PAGE, 'a' + i, PAGE);
  char *mine = map(4 * PAGE, RW, MAP_PRIVATE, fd, 0);
  char *other = map(4 * PAGE, RW, MAP_PRIVATE, fd, 0);
  CHECK_EQ(mine[0], 'a');
  CHECK_EQ(mine[3 * PAGE], 'd');

  /* What I store, nobody else sees; the rest of the page is copied. */
  mine[PAGE] = 'M';
  CHECK_EQ(mine[PAGE], 'M');
  CHECK_EQ(mine[PAGE + 1], 'b');
  CHECK_EQ(count_of(mine + PAGE, 'b', PAGE), PAGE - 1);
  CHECK_EQ(object[PAGE], 'b');
  CHECK_EQ(other[PAGE], 'b');
  char bytes[2];
  CHECK_EQ(pread(fd, bytes, 2, PAGE), 2);
  CHECK_EQ(bytes[0], 'b');

  /* A later store to the object shows in the pages that I have not written, and only there. */
  object[PAGE + 5] = 'X';
  object[2 * PAGE + 5] = 'Y';
  CHECK_EQ(mine[PAGE + 5], 'b');
  CHECK_EQ(mine[2 * PAGE + 5], 'Y');
  CHECK_EQ(other[PAGE + 5], 'X');
  CHECK_EQ(pwrite(fd, "zz", 2, 3 * PAGE - 1), 2);
  CHECK_EQ(mine[3 * PAGE - 1], 'z');
  CHECK_EQ(mine[3 * PAGE], 'z');

  /* MADV_DONTNEED gives up my copy: the object's bytes are back. */
  CHECK_EQ(madvise(mine, 4 * PAGE, MADV_DONTNEED), 0);
  CHECK_EQ(mine[PAGE], 'b');
  CHECK_EQ(mine[PAGE + 5], 'X');

  /* A system call that writes to the page copies it too. */
  CHECK_EQ(pread(fd, mine + 2 * PAGE, 1, 0), 1);
  CHECK_EQ(mine[2 * PAGE], 'a');
  CHECK_EQ(mine[2 * PAGE + 5], 'Y');
  CHECK_EQ(object[2 * PAGE], 'c');

  /* Writable and private of a read-only descriptor is allowed. */
  const char *name = "/fw-c-mmap-private-object";
  shm_unlink(name);
  int writer = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
  CHECK(writer >= 0);
  int reader = shm_open(name, O_RDONLY, 0);
  CHECK(reader >= 0);
  CHECK_EQ(shm_unlink(name), 0);
  CHECK_EQ(ftruncate(writer, PAGE + 100), 0);
  CHECK_EQ(pwrite(writer, "object", 6, 0), 6);
  char *copy = map(3 * PAGE, RW, MAP_PRIVATE, reader, 0);
  copy[0] = 'O';
  CHECK(memcmp(copy, "Object", 7) == 0);
  CHECK_EQ(pread(reader, bytes, 1, 0), 1);
  CHECK_EQ(bytes[0], 'o');

  /* Behind the end: the rest of the last page is there, the next page is not. */
  CHECK_EQ(store(copy + 2 * PAGE - 1, 5), 0);
  CHECK_EQ(store(copy + 2 * PAGE, 5), SIGBUS);
  CHECK_EQ(load(copy + 2 * PAGE), SIGBUS);

  /* Truncating takes away private copies too. */
  CHECK_EQ(ftruncate(writer, 0), 0);
  CHECK_EQ(load(copy), SIGBUS);
  CHECK_EQ(load(copy + PAGE), SIGBUS);
  CHECK_EQ(ftruncate(writer, PAGE), 0);
  CHECK_EQ(copy[0], 0);
  return check_end();
}
