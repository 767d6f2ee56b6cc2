/* Blocks of malloc, calloc, aligned_alloc and free in every size: each block is whole, aligned and its owner's. */
#include "support.h"

#include <malloc.h>

enum { BLOCKS = 400 };

static unsigned char *blocks[BLOCKS];
static size_t sizes[BLOCKS];

static size_t size_of(int i) {
  static const size_t large[] = {4096, 65536, 131072, 200000, 1 << 20};
  return i % 20 == 19 ? large[i / 20 % 5] : (size_t)i * 7 + 1;
}

static int whole(int i) {
  return count_of(blocks[i], (char)i, sizes[i]) == (long)sizes[i];
}

int main(void) {
  int made = 0, aligned = 0;
  for (int i = 0; i < BLOCKS; i++) {
    sizes[i] = size_of(i);
    blocks[i] = malloc(sizes[i]);
    made += blocks[i] != NULL;
    aligned += (uintptr_t)blocks[i] % 16 == 0;
    memset(blocks[i], i, sizes[i]);
  }
  CHECK_EQ(made, BLOCKS);
  CHECK_EQ(aligned, BLOCKS);
  int intact = 0;
  for (int i = 0; i < BLOCKS; i++) intact += whole(i);
  CHECK_EQ(intact, BLOCKS);
  int usable = 0;
  for (int i = 0; i < BLOCKS; i++) usable += malloc_usable_size(blocks[i]) >= sizes[i];
  CHECK_EQ(usable, BLOCKS);

  /* Every second one goes and comes back; the others do not change. */
  for (int i = 0; i < BLOCKS; i += 2) free(blocks[i]);
  intact = 0;
  for (int i = 1; i < BLOCKS; i += 2) intact += whole(i);
  CHECK_EQ(intact, BLOCKS / 2);
  for (int i = 0; i < BLOCKS; i += 2) {
    blocks[i] = malloc(sizes[i]);
    memset(blocks[i], i, sizes[i]);
  }
  intact = 0;
  for (int i = 0; i < BLOCKS; i++) intact += whole(i);
  CHECK_EQ(intact, BLOCKS);
  for (int i = BLOCKS - 1; i >= 0; i--) free(blocks[i]);

  /* calloc gives zeroes, also from blocks that were used. */
  int zeroes = 0;
  for (int i = 0; i < 100; i++) {
    char *p = malloc(1000);
    memset(p, 0xff, 1000);
    free(p);
    char *c = calloc(10, 100);
    zeroes += count_of(c, 0, 1000) == 1000;
    free(c);
  }
  CHECK_EQ(zeroes, 100);
  char *big = calloc(1024, 1024);
  CHECK_EQ(count_of(big, 0, 1 << 20), 1 << 20);
  free(big);

  int right = 0;
  for (size_t alignment = 16; alignment <= 1 << 16; alignment *= 2) {
    char *p = aligned_alloc(alignment, alignment * 3);
    right += p != NULL && (uintptr_t)p % alignment == 0;
    memset(p, 1, alignment * 3);
    free(p);
  }
  CHECK_EQ(right, 13);
  void *p = NULL;
  CHECK_EQ(posix_memalign(&p, 3, 10), EINVAL);
  CHECK_EQ(posix_memalign(&p, 4096, 10), 0);
  CHECK((uintptr_t)p % 4096 == 0);
  free(p);

  /* Too much is ENOMEM; nothing is allowed. */
  volatile size_t half = (size_t)1 << 62;
  errno = 0;
  CHECK(malloc(half) == NULL);
  CHECK_EQ(errno, ENOMEM);
  CHECK(calloc(half, 8) == NULL);
  free(NULL);
  void *nothing = malloc(0);
  free(nothing);
  return check_end();
}
