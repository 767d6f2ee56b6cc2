/* What CPUID claims can be used: each feature that is there does what its manual says. */
#include "support.h"

#include <cpuid.h>
#include <emmintrin.h>
#include <immintrin.h>

__attribute__((target("popcnt"))) static int bits_of(uint64_t v) { return (int)_mm_popcnt_u64(v); }
__attribute__((target("sse4.2"))) static uint32_t crc_of(uint32_t c, uint64_t v) { return (uint32_t)_mm_crc32_u64(c, v); }
__attribute__((target("ssse3"))) static int shuffled(void) {
  __m128i a = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  __m128i mask = _mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, -1);
  char out[16];
  _mm_storeu_si128((__m128i *)out, _mm_shuffle_epi8(a, mask));
  return out[0] == 15 && out[14] == 1 && out[15] == 0;
}
__attribute__((target("sse4.1"))) static int largest(void) {
  int out[4];
  _mm_storeu_si128((__m128i *)out, _mm_max_epi32(_mm_setr_epi32(-1, 5, 7, -9), _mm_setr_epi32(3, -5, 8, -10)));
  return out[0] == 3 && out[1] == 5 && out[2] == 8 && out[3] == -9;
}
__attribute__((target("avx2"))) static int wide_sum(void) {
  long out[4];
  _mm256_storeu_si256((__m256i *)out, _mm256_add_epi64(_mm256_set1_epi64x(40), _mm256_set1_epi64x(2)));
  return out[0] == 42 && out[3] == 42;
}
__attribute__((target("aes"))) static int ciphered(void) {
  /* One round on zeroes with a zero key: every byte is the S-box's first, 0x63. */
  char out[16];
  _mm_storeu_si128((__m128i *)out, _mm_aesenc_si128(_mm_setzero_si128(), _mm_setzero_si128()));
  return count_of(out, 0x63, 16) == 16;
}

int main(void) {
  unsigned a, b, c, d;
  CHECK_EQ(__get_cpuid(1, &a, &b, &c, &d), 1);
  CHECK((d & 1) && (d & bit_SSE) && (d & bit_SSE2) && (d & bit_CMOV) && (d & bit_FXSAVE));
  __builtin_cpu_init();
  CHECK(__builtin_cpu_supports("sse2"));
  CHECK(!__builtin_cpu_supports("popcnt") || (bits_of(0) == 0 && bits_of(~0UL) == 64 && bits_of(0xf0f1) == 9));
  CHECK(!__builtin_cpu_supports("sse4.2") || crc_of(0, 0) == 0);
  /* "12345678", by the CRC's own definition. */
  CHECK(!__builtin_cpu_supports("sse4.2") || crc_of(~0u, 0x3837363534333231) == (uint32_t)~0x6087809au);
  CHECK(!__builtin_cpu_supports("ssse3") || shuffled());
  CHECK(!__builtin_cpu_supports("sse4.1") || largest());
  CHECK(!__builtin_cpu_supports("avx2") || wide_sum());
  CHECK(!(c & bit_AES) || ciphered());
  CHECK(!(c & bit_OSXSAVE) || (c & bit_XSAVE));
  /* What AVX needs is what the system has turned on. */
  unsigned low = 0, high;
  if (c & bit_OSXSAVE) __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  CHECK(!(c & bit_OSXSAVE) || (low & 3) == 3);
  CHECK(!__builtin_cpu_supports("avx") || (low & 6) == 6);
  unsigned long before = __builtin_ia32_rdtsc(), after = __builtin_ia32_rdtsc();
  CHECK(after >= before);
  return check_end();
}
