/*
 * The last bit of decimal texts of subnormal numbers: musl's strtod rounds it by x87's FPREM.
 *
 * Only: musl
 * Departs: the engine's FPREM has 53 significant bits (cpu/x87-remainder)
 */
#include "support.h"

#include <float.h>

int main(void) {
  CHECK(strtod("2.2250738585072011e-308", NULL) == 2.2250738585072011e-308);
  CHECK(strtod("2.2250738585072014e-308", NULL) == DBL_MIN);
  CHECK(strtod("1.1125369292536007e-308", NULL) == DBL_MIN / 2);
  return check_end();
}
