/* Seals of a memory file: what may be mapped and stored once they are there. */
#include "support.h"

int main(void) {
  int fd = memfd_create("fw-c-seals", MFD_ALLOW_SEALING);
  CHECK(fd >= 0);
  CHECK_EQ(ftruncate(fd, 2 * PAGE), 0);
  CHECK_EQ(fcntl(fd, F_GET_SEALS), 0);
  char *early = map(2 * PAGE, RW, MAP_SHARED, fd, 0);
  early[0] = 'e';
  CHECK_ERRNO(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EBUSY);

  /* FUTURE_WRITE: who may store already goes on, nobody else begins. */
  CHECK_EQ(fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE), 0);
  CHECK_ERRNO(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0), EPERM);
  CHECK_ERRNO(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, fd, 0), EPERM);
  CHECK_ERRNO(write(fd, "w", 1), EPERM);
  CHECK_ERRNO(pwrite(fd, "w", 1, PAGE), EPERM);
  CHECK_EQ(store(early, 'f'), 0);
  CHECK_EQ(mprotect(early, PAGE, PROT_READ), 0);
  CHECK_EQ(mprotect(early, PAGE, RW), 0);
  CHECK_EQ(store(early, 'g'), 0);
  char *later = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
  CHECK(later != MAP_FAILED);
  CHECK_EQ(later[0], 'g');
  CHECK_ERRNO(mprotect(later, PAGE, RW), EACCES);
  CHECK_EQ(store(later, 'h'), SIGSEGV);
  char *hidden = mmap(NULL, PAGE, PROT_NONE, MAP_SHARED, fd, 0);
  CHECK(hidden != MAP_FAILED);
  CHECK_ERRNO(mprotect(hidden, PAGE, PROT_WRITE), EACCES);
  char *copy = map(PAGE, RW, MAP_PRIVATE, fd, 0);
  CHECK_EQ(store(copy, 'p'), 0);
  CHECK_EQ(early[0], 'g');
  CHECK_EQ(copy[0], 'p');

  /* WRITE, once no mapping can store any more. */
  CHECK_ERRNO(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EBUSY);
  CHECK_EQ(mprotect(early, 2 * PAGE, PROT_READ), 0);
  CHECK_ERRNO(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EBUSY);
  CHECK_EQ(munmap(early, 2 * PAGE), 0);
  CHECK_EQ(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW), 0);
  CHECK_ERRNO(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0), EPERM);
  CHECK_ERRNO(ftruncate(fd, PAGE), EPERM);
  CHECK_ERRNO(ftruncate(fd, 3 * PAGE), EPERM);
  CHECK_EQ(ftruncate(fd, 2 * PAGE), 0);
  CHECK_ERRNO(write(fd, "w", 1), EPERM);
  char *last = map(PAGE, RW, MAP_PRIVATE, fd, 0);
  CHECK_EQ(last[0], 'g');
  last[0] = 'l';
  CHECK_EQ(later[0], 'g');
  CHECK_EQ(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL), 0);
  CHECK_ERRNO(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EPERM);
  CHECK_EQ(fcntl(fd, F_GET_SEALS),
           F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_FUTURE_WRITE);

  /* A file that was not made for sealing has one seal: against more of them. */
  int plain = memfd_create("fw-c-seals", 0);
  CHECK_EQ(fcntl(plain, F_GET_SEALS), F_SEAL_SEAL);
  CHECK_ERRNO(fcntl(plain, F_ADD_SEALS, F_SEAL_WRITE), EPERM);
  CHECK(mmap(NULL, PAGE, RW, MAP_SHARED, plain, 0) != MAP_FAILED);
  int readable = open("/dev/zero", O_RDONLY);
  CHECK_ERRNO(fcntl(readable, F_GET_SEALS), EINVAL);
  return check_end();
}
