/* Pages without rights beside pages with: the first byte too many is caught, by kernel and CPU. */
#include "support.h"

int main(void) {
  char *p = map(4 * PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
  CHECK_EQ(mprotect(p + PAGE, 2 * PAGE, RW), 0);
  char *first = p + PAGE, *end = p + 3 * PAGE;
  CHECK_EQ(store(first, 'f'), 0);
  CHECK_EQ(store(end - 1, 'l'), 0);
  CHECK_EQ(store(first - 1, 'x'), SIGSEGV);
  CHECK_EQ(fw_fault_code, SEGV_ACCERR);
  CHECK(fw_fault_address == first - 1);
  CHECK_EQ(load(end), SIGSEGV);
  CHECK(fw_fault_address == end);

  /* A store across the border stores nothing, and its fault is at the page that is closed. */
  memset(end - 8, 'e', 8);
  struct sigaction action = {.sa_sigaction = fw_fault, .sa_flags = SA_SIGINFO}, old;
  CHECK_EQ(sigaction(SIGSEGV, &action, &old), 0);
  int caught = sigsetjmp(fw_landing, 1);
  if (caught == 0) {
    uint64_t zero = 0;
    __asm__ volatile("movq %0, (%1)" : : "r"(zero), "r"(end - 4) : "memory");
  }
  CHECK_EQ(caught, SIGSEGV);
  CHECK(fw_fault_address == end);
  CHECK_EQ(count_of(end - 8, 'e', 8), 8);
  caught = sigsetjmp(fw_landing, 1);
  if (caught == 0) {
    __asm__ volatile("movdqu (%0), %%xmm0" : : "r"(end - 15) : "xmm0");
  }
  CHECK_EQ(caught, SIGSEGV);
  CHECK(fw_fault_address == end);
  CHECK_EQ(sigaction(SIGSEGV, &old, NULL), 0);

  /* The kernel: as many bytes as there are before the border, or EFAULT. */
  int fd = object_of("/fw-c-guard-pages", 4 * PAGE);
  CHECK_EQ(pwrite(fd, end - 8, 8, 0), 8);
  CHECK_ERRNO(pwrite(fd, end, 8, 0), EFAULT);
  CHECK_ERRNO(pread(fd, end, 8, 0), EFAULT);
  CHECK_ERRNO(pread(fd, first - 8, 8, 0), EFAULT);
  CHECK_EQ(pread(fd, end - 8, 8, 100), 8);
  CHECK_EQ(count_of(end - 8, 0, 8), 8);
  struct timespec *late = (struct timespec *)(end - 8);
  CHECK_ERRNO(nanosleep(late, NULL), EFAULT);
  CHECK_EQ(mprotect(first, 2 * PAGE, PROT_READ), 0);
  CHECK_ERRNO(pread(fd, first, 8, 0), EFAULT);
  CHECK_EQ(first[0], 'f');
  return check_end();
}
