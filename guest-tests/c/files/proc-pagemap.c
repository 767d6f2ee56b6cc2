/* /proc/self/pagemap tells which pages are present, 8 bytes a page. */
#include "process.h"

#include <stdint.h>
#include <sys/mman.h>

static int pagemap;

static uint64_t entry_of(const void *address) {
  uint64_t entry = 0;
  off_t at = (off_t)((uintptr_t)address / 4096 * 8);
  return pread(pagemap, &entry, 8, at) == 8 ? entry : ~UINT64_C(0);
}

#define PRESENT(address) ((entry_of(address) >> 63) & 1)
#define SWAPPED(address) ((entry_of(address) >> 62) & 1)
#define SHARED_OR_FILE(address) ((entry_of(address) >> 61) & 1)

int main(void) {
  pagemap = CHECK_FD(open("/proc/self/pagemap", O_RDONLY));
  int on_stack = 0;
  CHECK_EQ(PRESENT(&on_stack), 1);
  CHECK_EQ(PRESENT(main), 1);
  char *p = mmap(NULL, 8 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(p != MAP_FAILED);
  /* a page of 2 MiB must not come and touch all at once */
  CHECK_EQ(madvise(p, 8 * 4096, MADV_NOHUGEPAGE) == 0 || errno == EINVAL, 1);
  p[0] = 1;
  p[3 * 4096] = 1;
  CHECK_EQ(PRESENT(p), 1);
  CHECK_EQ(PRESENT(p + 3 * 4096), 1);
  CHECK_EQ(SWAPPED(p), 0);
  CHECK_EQ(SHARED_OR_FILE(p), 0);
  uint64_t entries[8];
  CHECK_EQ(pread(pagemap, entries, sizeof entries, (off_t)((uintptr_t)p / 4096 * 8)), 64);
  CHECK_EQ(entries[0] >> 63, 1);
  CHECK_EQ(entries[3] >> 63, 1);

  int fd = file_of("/dev/shm/fw-c-pagemap", "x");
  CHECK_EQ(ftruncate(fd, 4096), 0);
  char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  CHECK(shared != MAP_FAILED);
  shared[1] = 'y';
  CHECK_EQ(PRESENT(shared), 1);
  CHECK_EQ(SHARED_OR_FILE(shared), 1);
  /* two addresses of one page have one frame, whose number only root may see */
  char *again = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
  CHECK(again != MAP_FAILED);
  CHECK_EQ(again[1], 'y');
  uint64_t frame = UINT64_C(0x7fffffffffffff);
  CHECK((entry_of(shared) & frame) == (entry_of(again) & frame));
  if (geteuid() == 0) {
    check_mute(1);
    CHECK((entry_of(shared) & frame) != 0);
    CHECK((entry_of(p) & frame) != (entry_of(shared) & frame));
    check_mute(0);
  }
  CHECK_EQ(munmap(p, 8 * 4096), 0);
  CHECK_EQ(PRESENT(p), 0);
  char odd[12];
  CHECK_ERRNO(pread(pagemap, odd, 4, 0), EINVAL);
  CHECK_ERRNO(pread(pagemap, odd, 8, 4), EINVAL);
  CHECK_EQ(close(pagemap), 0);
  CHECK_EQ(unlink("/dev/shm/fw-c-pagemap"), 0);
  return check_end();
}
