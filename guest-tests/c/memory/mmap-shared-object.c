/* MAP_SHARED of an object: every mapping and every descriptor shows the same bytes. */
#include "support.h"

int main(void) {
  int fd = object_of("/fw-c-mmap-shared-object", 4 * PAGE);
  char *a = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  char *b = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  char *second = map(PAGE, RW, MAP_SHARED, fd, PAGE);
  CHECK(a != b);
  CHECK_EQ(count_of(a, 0, 4 * PAGE), 4 * PAGE);
  strcpy(a + PAGE, "through a");
  CHECK(strcmp(b + PAGE, "through a") == 0);
  CHECK(strcmp(second, "through a") == 0);
  strcpy(second + 100, "through the second page");
  CHECK(strcmp(a + PAGE + 100, "through the second page") == 0);

  /* Descriptors: what is written is seen in memory, what is stored is read. */
  char bytes[16] = "";
  CHECK_EQ(pread(fd, bytes, sizeof bytes, PAGE), 16);
  CHECK(strcmp(bytes, "through a") == 0);
  CHECK_EQ(pwrite(fd, "by descriptor", 14, 2 * PAGE - 5), 14);
  CHECK(memcmp(b + 2 * PAGE - 5, "by descriptor", 14) == 0);

  /* A read-only one shows every store; storing through it is SIGSEGV. */
  char *reader = map(4 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
  a[3 * PAGE] = 42;
  CHECK_EQ(reader[3 * PAGE], 42);
  CHECK_EQ(store(reader + 3 * PAGE, 1), SIGSEGV);
  CHECK_EQ(fw_fault_code, SEGV_ACCERR);
  CHECK(fw_fault_address == reader + 3 * PAGE);
  CHECK_EQ(a[3 * PAGE], 42);

  /* A mapping outlives its descriptor and the other mappings. */
  CHECK_EQ(close(fd), 0);
  CHECK_EQ(munmap(a, 4 * PAGE), 0);
  CHECK_EQ(b[3 * PAGE], 42);
  CHECK_EQ(munmap(b, 4 * PAGE), 0);
  CHECK_EQ(munmap(second, PAGE), 0);
  CHECK_EQ(reader[3 * PAGE], 42);
  CHECK_EQ(load(b), SIGSEGV);
  CHECK_EQ(fw_fault_code, SEGV_MAPERR);

  /* Growing shows in mappings that were made beyond the end. */
  fd = object_of("/fw-c-mmap-shared-object", PAGE);
  char *tail = map(4 * PAGE, RW, MAP_SHARED, fd, 0);
  CHECK_EQ(store(tail, 9), 0);
  CHECK_EQ(load(tail + PAGE), SIGBUS);
  CHECK_EQ(fw_fault_code, BUS_ADRERR);
  CHECK(fw_fault_address == tail + PAGE);
  CHECK_EQ(ftruncate(fd, 2 * PAGE + 1), 0);
  CHECK_EQ(load(tail + PAGE), 0);
  CHECK_EQ(store(tail + 3 * PAGE - 1, 1), 0);
  CHECK_EQ(store(tail + 3 * PAGE, 1), SIGBUS);

  /* Shrinking takes the pages away, and growing again shows zeroes. */
  tail[PAGE + 10] = 77;
  CHECK_EQ(ftruncate(fd, 10), 0);
  CHECK_EQ(store(tail + PAGE + 10, 1), SIGBUS);
  CHECK_EQ(tail[0], 9);
  CHECK_EQ(ftruncate(fd, 4 * PAGE), 0);
  CHECK_EQ(tail[PAGE + 10], 0);
  CHECK_EQ(tail[0], 9);
  CHECK_EQ(count_of(tail + 1, 0, 4 * PAGE - 1), 4 * PAGE - 1);
  return check_end();
}
