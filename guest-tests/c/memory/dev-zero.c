/* Mappings of /dev/zero are anonymous memory. */
#include "support.h"

static int store_in_both(void *maps) {
  char **map = maps;
  *map[0] = 'c';
  *map[1] = 'c';
  return *map[0] == 'c' && *map[1] == 'c' ? 0 : 1;
}

int main(void) {
  int fd = open("/dev/zero", O_RDWR);
  CHECK(fd >= 0);
  char *private = map(2 * PAGE, RW, MAP_PRIVATE, fd, 0);
  char *shared = map(2 * PAGE, RW, MAP_SHARED, fd, 0);
  char *again = map(2 * PAGE, RW, MAP_SHARED, fd, 0);
  CHECK_EQ(count_of(private, 0, 2 * PAGE), 2 * PAGE);
  CHECK_EQ(count_of(shared, 0, 2 * PAGE), 2 * PAGE);
  shared[0] = 's';
  CHECK_EQ(again[0], 0); /* each mapping is an object of its own */
  char *maps[] = {private, shared};
  private[0] = 'p';
  CHECK_EQ(run_child(store_in_both, maps), 0);
  CHECK_EQ(private[0], 'p');
  CHECK_EQ(shared[0], 'c');
  CHECK_EQ(close(fd), 0);
  private[PAGE] = 1;
  CHECK_EQ(private[PAGE], 1);

  int reading = open("/dev/zero", O_RDONLY);
  CHECK(reading >= 0);
  char *copy = map(PAGE, RW, MAP_PRIVATE, reading, 0);
  CHECK_EQ(store(copy, 1), 0);
  CHECK_ERRNO(mmap(NULL, PAGE, RW, MAP_SHARED, reading, 0), EACCES);
  char bytes[64];
  memset(bytes, 1, sizeof bytes);
  CHECK_EQ(read(reading, bytes, sizeof bytes), 64);
  CHECK_EQ(count_of(bytes, 0, 64), 64);
  CHECK_EQ(lseek(reading, 0, SEEK_SET), 0);
  int null = open("/dev/null", O_RDWR);
  CHECK(null >= 0);
  CHECK_ERRNO(mmap(NULL, PAGE, RW, MAP_PRIVATE, null, 0), ENODEV);
  CHECK_EQ(read(null, bytes, sizeof bytes), 0);
  CHECK_EQ(write(null, bytes, sizeof bytes), 64);
  return check_end();
}
