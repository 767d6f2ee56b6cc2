/* getrandom gives as many bytes as asked for, and other ones each time. */
#include "process.h"

#include <sys/random.h>

int main(void) {
  static unsigned char first[4096], second[4096];
  CHECK_EQ(getrandom(first, 16, 0), 16);
  CHECK_EQ(getrandom(second, 16, 0), 16);
  CHECK(memcmp(first, second, 16) != 0);
  CHECK_EQ(getrandom(first, 256, GRND_NONBLOCK), 256);
  CHECK_EQ(getrandom(first, 0, 0), 0);
  CHECK_EQ(getrandom(first, 1, 0), 1);
  CHECK_EQ(getrandom(first, 4096, 0), 4096);
  int seen[256] = {0}, different = 0;
  for (int i = 0; i < 4096; i++) different += seen[first[i]]++ == 0;
  CHECK(different > 200);
  CHECK_EQ(getrandom(first, 100, GRND_RANDOM), 100);
  CHECK_ERRNO(syscall(SYS_getrandom, first, 16, 0x100), EINVAL);
  CHECK_ERRNO(syscall(SYS_getrandom, first, 16, GRND_RANDOM | 4), EINVAL);
  CHECK_EQ(getentropy(first, 256), 0);
  CHECK_ERRNO(getentropy(second, sizeof second), EIO);
  return check_end();
}
