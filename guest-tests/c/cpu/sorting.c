/* Sorting, searching and arithmetic of every width on pseudo-random numbers with a known sum. */
#include "support.h"

static uint64_t state = 88172645463325252u;

static uint64_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static int by_number(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

int main(void) {
  enum { COUNT = 5000 };
  static uint64_t numbers[COUNT];
  uint64_t sum = 0, check = 0;
  for (int i = 0; i < COUNT; i++) sum += numbers[i] = next_random() % 100000;
  qsort(numbers, COUNT, sizeof *numbers, by_number);
  int ordered = 1;
  for (int i = 1; i < COUNT; i++) ordered += numbers[i - 1] <= numbers[i];
  for (int i = 0; i < COUNT; i++) check += numbers[i];
  CHECK_EQ(ordered, COUNT);
  CHECK(sum == check);
  int found = 0;
  for (int i = 0; i < COUNT; i++) {
    uint64_t *at = bsearch(&numbers[i], numbers, COUNT, sizeof *numbers, by_number);
    found += at != NULL && *at == numbers[i];
  }
  CHECK_EQ(found, COUNT);
  uint64_t missing = 100001;
  CHECK(bsearch(&missing, numbers, COUNT, sizeof *numbers, by_number) == NULL);
  char *words[] = {"walk", "frame", "page", "entry", "level", "leaf", "object", "mapping"};
  qsort(words, 8, sizeof *words, by_text);
  CHECK_STR(words[0], "entry");
  CHECK_STR(words[3], "level");
  CHECK_STR(words[7], "walk");

  /* Products and quotients of 128 bits, against each other. */
  int right = 0;
  for (int i = 0; i < 1000; i++) {
    uint64_t a = next_random(), b = next_random() | 1, r = next_random() % b;
    unsigned __int128 product = (unsigned __int128)a * b + r;
    right += (uint64_t)(product / b) == a && (uint64_t)(product % b) == r;
    uint64_t quotient, remainder;
    __asm__("divq %4" : "=a"(quotient), "=d"(remainder) : "0"((uint64_t)product), "1"((uint64_t)(product >> 64)), "r"(b) : "cc");
    right += quotient == a && remainder == r;
    int shift = (int)(next_random() % 64);
    uint64_t turned = a << shift | (shift ? a >> (64 - shift) : 0);
    __asm__("rorq %%cl, %0" : "+r"(turned) : "c"(shift) : "cc");
    right += turned == a;
    right += __builtin_bswap64(__builtin_bswap64(a)) == a;
    right += a == 0 || 63 - __builtin_clzll(a) >= __builtin_ctzll(a);
    right += (int64_t)(int32_t)a == (int64_t)(a << 32) >> 32;
  }
  CHECK_EQ(right, 6000);
  volatile int64_t lowest = INT64_MIN, minus = -7;
  CHECK_EQ(minus / 2, -3);
  CHECK_EQ(minus % 2, -1);
  CHECK_EQ(lowest / 2, -4611686018427387904LL);
  CHECK_EQ(minus >> 1, -4);
  long carried;
  CHECK(__builtin_add_overflow(INT64_MAX, (long)-minus, &carried));
  CHECK(!__builtin_mul_overflow(-minus, 6L, &carried));
  CHECK_EQ(carried, 42);
  return check_end();
}
