/* Floating point, computed, printed and read: the same digits on every machine. */
#include "support.h"

#include <float.h>

static volatile double zero = 0.0, one = 1.0, three = 3.0, ten = 10.0;

static const char *text_of(const char *format, double value) {
  static char text[400];
  snprintf(text, sizeof text, format, value);
  return text;
}

int main(void) {
  CHECK_STR(text_of("%g", one / three), "0.333333");
  CHECK_STR(text_of("%.17g", one / three), "0.33333333333333331");
  CHECK_STR(text_of("%.17g", one / ten), "0.10000000000000001");
  CHECK_STR(text_of("%.20f", one / ten), "0.10000000000000000555");
  CHECK_STR(text_of("%a", one / three), "0x1.5555555555555p-2");
  CHECK_STR(text_of("%e", DBL_MAX), "1.797693e+308");
  CHECK_STR(text_of("%g", DBL_MIN), "2.22507e-308");
  CHECK_STR(text_of("%g", DBL_MIN / 4503599627370496.0), "4.94066e-324");
  CHECK_STR(text_of("%f", one / zero), "inf");
  CHECK_STR(text_of("%f", -one / zero), "-inf");
  CHECK_STR(text_of("%F", one / zero), "INF");
  CHECK_STR(text_of("%g", -zero), "-0");
  CHECK_STR(text_of("%.0f", 0.5), "0");
  CHECK_STR(text_of("%.0f", 1.5), "2");
  CHECK_STR(text_of("%.0f", 2.5), "2");
  CHECK_STR(text_of("%+010.3f", 3.14159), "+00003.142");
  CHECK_STR(text_of("%-10.2e|", 12345.678), "1.23e+04  |");
  CHECK_STR(text_of("%#g", 1.0), "1.00000");
  CHECK_STR(text_of("%.3f", 1e22), "10000000000000000000000.000");
  CHECK_STR(text_of("%.30f", 1e-20), "0.000000000000000000010000000000");
  char text[100];
  snprintf(text, sizeof text, "%.20Lg %La", 1.0L / 3.0L, 1.0L);
  CHECK(strncmp(text, "0.33333333333333333334", 22) == 0);
  volatile double not_a_number = zero / zero;
  CHECK(not_a_number != not_a_number);

  char *end;
  CHECK(strtod("0.1", &end) == 0.1 && *end == 0);
  CHECK(strtod("1e308", NULL) == 1e308);
  CHECK(strtod("1e309", NULL) == one / zero);
  CHECK(strtod("0x1.8p1", NULL) == 3.0);
  CHECK(strtod("4.9e-324", NULL) > 0);
  CHECK(strtod("17976931348623157e292", NULL) == DBL_MAX);
  CHECK(strtod("nonsense", &end) == 0 && *end == 'n');
  int round_trips = 0;
  double value = 1.0;
  for (int i = 0; i < 500; i++) {
    value = value * 1.7 + i / three;
    if (value > 1e200) value = 1e-200;
    snprintf(text, sizeof text, "%.17g", value);
    round_trips += strtod(text, NULL) == value;
  }
  CHECK_EQ(round_trips, 500);

  /* Conversions, and where they end. */
  volatile double big = 1e18, negative = -2.75;
  volatile float single = 16777217.0f;
  CHECK_EQ((long)big, 1000000000000000000);
  CHECK_EQ((long)negative, -2);
  CHECK_EQ((int)single, 16777216);
  CHECK_EQ((long)((one / ten + 2 / ten) * 1e17), 30000000000000004);
  double root;
  __asm__("sqrtsd %1, %0" : "=x"(root) : "x"(2.0 * one));
  CHECK_STR(text_of("%.17g", root), "1.4142135623730951");
  volatile float tiny = FLT_MIN;
  CHECK(tiny / 2 > 0);
  return check_end();
}
