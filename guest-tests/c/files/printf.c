/*
 * What printf makes of numbers: long double and double arithmetic, roundings, widths.
 *
 * Builds: static-pie
 */
#include "process.h"

#include <inttypes.h>
#include <limits.h>
#include <stddef.h>

static const char *made(const char *format, ...) {
  static char text[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return text;
}

int main(void) {
  CHECK_STR(made("%d %i %u", INT_MIN, INT_MAX, UINT_MAX), "-2147483648 2147483647 4294967295");
  CHECK_STR(made("%ld %lu", LONG_MIN, ULONG_MAX), "-9223372036854775808 18446744073709551615");
  CHECK_STR(made("%x %X %#o", 0xbeef, 0xBEEF, 8), "beef BEEF 010");
  CHECK_STR(made("[%5d] [%-5d] [%05d] [%+d]", 42, 42, 42, 42), "[   42] [42   ] [00042] [+42]");
  CHECK_STR(made("[%8.3s] [%-8s] [%c]", "abcdef", "ab", 'z'), "[     abc] [ab      ] [z]");
  CHECK_STR(made("%hhd %hd", 300, 70000), "44 4464");
  CHECK_STR(made("%*d %.*f", 6, 7, 2, 1.005), "     7 1.00");
  CHECK_STR(made("%f %e %g", 3.14159265, 31415.9265, 0.0001), "3.141593 3.141593e+04 0.0001");
  CHECK_STR(made("%.0f %.0f %.0f %.0f", 0.5, 1.5, 2.5, 3.5), "0 2 2 4");
  CHECK_STR(made("%g %g %g", 1e100, 1e-100, 123456789.0), "1e+100 1e-100 1.23457e+08");
  CHECK_STR(made("%.17g %.17g", 0.1, 1.0 / 3), "0.10000000000000001 0.33333333333333331");
  CHECK_STR(made("%f %F", 1.0 / 0.0, -1.0 / 0.0), "inf -INF");
  CHECK_STR(made("%.30f", 0.1), "0.100000000000000005551115123126");
  CHECK_STR(made("%a %a", 1.0, 0.5), "0x1p+0 0x1p-1");
  CHECK_STR(made("%Lf %.3Le", 1.25L, 1e4000L), "1.250000 1.000e+4000");
  CHECK_STR(made("%zu %td %jd", (size_t)1, (ptrdiff_t)-1, (intmax_t)7), "1 -1 7");
  CHECK_STR(made("%" PRId64 " %" PRIx64, INT64_C(-5), UINT64_C(0xffffffffffffffff)),
            "-5 ffffffffffffffff");
  CHECK_STR(made("%p", (void *)0x1234), "0x1234");
  CHECK_STR(made("%%"), "%");
  CHECK_STR(made("%s", ""), "");
  char small[5];
  const char *volatile long_text = "123456789";
  CHECK_EQ(snprintf(small, sizeof small, "%s", long_text), 9);
  CHECK_STR(small, "1234");
  CHECK(strtod("2.5e3x", NULL) == 2500.0);
  CHECK(strtold("0x1.8p1", NULL) == 3.0L);
  CHECK_EQ(strtol("-0x7f", NULL, 0), -127);
  errno = 0;
  CHECK_EQ(strtol("99999999999999999999", NULL, 10), LONG_MAX);
  CHECK_EQ(errno, ERANGE);
  double parsed;
  CHECK_EQ(sscanf("1e308 tail", "%lf", &parsed), 1);
  CHECK(parsed == 1e308);
  return check_end();
}
