/* One object at many addresses of one process: each store is seen at all, also unaligned and atomic ones. */
#include "support.h"

enum { ALIASES = 32 };

int main(void) {
  int fd = object_of("/fw-c-alias", 2 * PAGE);
  char *at[ALIASES];
  for (int i = 0; i < ALIASES; i++) at[i] = map(2 * PAGE, RW, MAP_SHARED, fd, 0);
  int seen = 0;
  for (int i = 0; i < ALIASES; i++) {
    *(volatile int *)(at[i] + 4 * i) = i * 1000;
    for (int j = 0; j < ALIASES; j++) seen += *(volatile int *)(at[j] + 4 * i) == i * 1000;
  }
  CHECK_EQ(seen, ALIASES * ALIASES);

  /* Across the page border. */
  seen = 0;
  for (int i = 0; i < ALIASES; i++) {
    uint64_t value = 0x0102030405060708u * (unsigned)(i + 1);
    memcpy(at[i] + PAGE - 3, &value, sizeof value);
    seen += memcmp(at[(i + 5) % ALIASES] + PAGE - 3, &value, sizeof value) == 0;
  }
  CHECK_EQ(seen, ALIASES);

  /* A counter that every alias increments. */
  for (int turn = 0; turn < 100; turn++) {
    for (int i = 0; i < ALIASES; i++) __atomic_add_fetch((long *)(at[i] + 1024), 1, __ATOMIC_SEQ_CST);
  }
  CHECK_EQ(*(long *)(at[7] + 1024), 100 * ALIASES);
  long expected = 100 * ALIASES;
  CHECK(__atomic_compare_exchange_n((long *)(at[3] + 1024), &expected, 5, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
  CHECK_EQ(*(volatile long *)(at[31] + 1024), 5);

  /* Code that is changed through one address and run at another. */
  char *code = map(PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, PAGE);
  int (*function)(void) = (int (*)(void))(uintptr_t)code;
  int sum = 0;
  for (int i = 0; i < 50; i++) {
    unsigned char instructions[] = {0xb8, (unsigned char)i, 0, 0, 0, 0xc3}; /* mov eax, i; ret */
    memcpy(at[i % ALIASES] + PAGE, instructions, sizeof instructions);
    sum += function();
  }
  CHECK_EQ(sum, 1225);

  /* Unmapping one leaves the others. */
  for (int i = 0; i < ALIASES - 1; i++) munmap(at[i], 2 * PAGE);
  CHECK_EQ(*(long *)(at[31] + 1024), 5);
  CHECK_EQ(load(at[30]), SIGSEGV);
  return check_end();
}
