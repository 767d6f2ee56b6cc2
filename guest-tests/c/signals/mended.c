/* A handler mends the reason of a fault, and the instruction is executed again. */
#include "process.h"

#include <stdint.h>
#include <sys/mman.h>

#define PAGES 16

static char *base;
static volatile int faults;

static void open_up(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  char *page = (char *)((uintptr_t)info->si_addr & ~4095UL);
  if (page < base || page >= base + PAGES * 4096) _exit(100);
  faults++;
  if (mprotect(page, 4096, PROT_READ | PROT_WRITE) != 0) _exit(101);
}

static void map_it(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  char *page = (char *)((uintptr_t)info->si_addr & ~4095UL);
  faults++;
  if (mmap(page, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
      page) {
    _exit(102);
  }
  for (int i = 0; i < 4096; i++) page[i] = (char)(i * 3);
}

static volatile int stage;
static void two_steps(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  char *page = (char *)((uintptr_t)info->si_addr & ~4095UL);
  faults++;
  stage++;
  mprotect(page, 4096, stage == 1 ? PROT_READ : PROT_READ | PROT_WRITE);
}

int main(void) {
  base = mmap(NULL, PAGES * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(base != MAP_FAILED);
  handle_info(SIGSEGV, open_up, 0);
  /* every second page is written, then all are read */
  for (int i = 0; i < PAGES; i += 2) base[i * 4096 + i] = (char)i;
  CHECK_EQ(faults, PAGES / 2);
  int sum = 0;
  for (int i = 0; i < PAGES; i++) sum += base[i * 4096 + i];
  CHECK_EQ(faults, PAGES);
  CHECK_EQ(sum, 56);

  /* a garbage collector's barrier: which pages were written since */
  CHECK_EQ(mprotect(base, PAGES * 4096, PROT_READ), 0);
  faults = 0;
  memset(base + 3 * 4096, 1, 4096);
  memset(base + 7 * 4096 - 8, 2, 16); /* over the edge of two pages */
  CHECK_EQ(faults, 3);
  base[3 * 4096] = 5;
  CHECK_EQ(faults, 3);

  /* pages that appear at the first touch */
  char *lazy = mmap(NULL, PAGES * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(lazy != MAP_FAILED);
  CHECK_EQ(munmap(lazy, PAGES * 4096), 0);
  handle_info(SIGSEGV, map_it, 0);
  faults = 0;
  int right = 0;
  for (int i = 0; i < PAGES * 4096; i += 1000) right += lazy[i] == (char)(i % 4096 * 3);
  CHECK_EQ(right, (PAGES * 4096 + 999) / 1000);
  CHECK_EQ(faults, PAGES);
  /* a load of eight bytes over two pages, neither of which is there */
  CHECK_EQ(munmap(lazy, PAGES * 4096), 0);
  faults = 0;
  volatile uint64_t *across = (volatile uint64_t *)(lazy + 4096 - 4);
  CHECK(*across != 0);
  CHECK_EQ(faults, 2);

  /* a read-modify-write that faults twice */
  char *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(page != MAP_FAILED);
  handle_info(SIGSEGV, two_steps, 0);
  faults = 0;
  __asm__ volatile("incb (%0)" : : "r"(page) : "memory");
  CHECK_EQ(page[0], 1);
  CHECK(faults == 2 || faults == 1); /* the processor may ask for both rights at once */
  /* a string instruction goes on in the middle */
  handle_info(SIGSEGV, open_up, 0);
  CHECK_EQ(mprotect(base, PAGES * 4096, PROT_NONE), 0);
  faults = 0;
  void *to = base + 100;
  unsigned long bytes = 3 * 4096;
  __asm__ volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(9) : "memory");
  CHECK_EQ(bytes, 0);
  CHECK_EQ(faults, 4);
  CHECK_EQ(base[100 + 3 * 4096 - 1], 9);

  return check_end();
}
