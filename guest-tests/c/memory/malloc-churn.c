/* Random calls (40,000) of malloc, realloc and free; every block keeps its bytes while it moves and grows. */
#include "support.h"

enum { SLOTS = 256, STEPS = 40000 };

static unsigned char *blocks[SLOTS];
static size_t sizes[SLOTS];
static unsigned char marks[SLOTS];
static uint64_t state = 0x9e3779b97f4a7c15u;

static unsigned next_random(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (unsigned)(state >> 20);
}

static size_t any_size(void) {
  unsigned kind = next_random() % 100;
  if (kind < 80) return next_random() % 512 + 1;
  if (kind < 98) return next_random() % 16384 + 1;
  return next_random() % 400000 + 1;
}

/* The first, the last and the middle byte carry the mark. */
static void mark(int slot, unsigned char value) {
  marks[slot] = value;
  blocks[slot][0] = blocks[slot][sizes[slot] / 2] = blocks[slot][sizes[slot] - 1] = value;
}

int main(void) {
  long broken = 0, grown = 0, shrunk = 0, freed = 0, made = 0;
  for (int step = 0; step < STEPS; step++) {
    int slot = next_random() % SLOTS;
    if (blocks[slot] == NULL) {
      sizes[slot] = any_size();
      blocks[slot] = malloc(sizes[slot]);
      mark(slot, (unsigned char)next_random());
      made++;
      continue;
    }
    unsigned char *p = blocks[slot];
    size_t size = sizes[slot];
    broken += p[0] != marks[slot] || p[size / 2] != marks[slot] || p[size - 1] != marks[slot];
    if (next_random() % 2) {
      size_t wanted = any_size();
      blocks[slot] = realloc(p, wanted);
      if (blocks[slot][0] != marks[slot]) broken++;
      if (wanted > size && blocks[slot][size - 1] != marks[slot]) broken++;
      if (wanted > size) grown++; else shrunk++;
      sizes[slot] = wanted;
      mark(slot, (unsigned char)next_random());
    } else {
      free(p);
      blocks[slot] = NULL;
      freed++;
    }
  }
  CHECK_EQ(broken, 0);
  CHECK_EQ(made + grown + shrunk + freed, STEPS);
  CHECK(grown > 1000 && shrunk > 1000 && freed > 1000);

  /* realloc through the sizes where a block becomes a mapping of its own, up and down. */
  unsigned char *p = NULL;
  int kept = 0;
  for (size_t size = 1; size <= 1 << 23; size *= 2) {
    p = realloc(p, size);
    if (size > 1) kept += p[size / 2 - 1] == 0xa5;
    p[size - 1] = 0xa5;
  }
  CHECK_EQ(kept, 23);
  memset(p, 0x3c, 1 << 23);
  kept = 0;
  for (size_t size = 1 << 22; size >= 1; size /= 2) {
    p = realloc(p, size);
    kept += count_of(p, 0x3c, size) == (long)size;
  }
  CHECK_EQ(kept, 23);
  free(p);
  return check_end();
}
