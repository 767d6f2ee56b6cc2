/* Much bss (96 MiB) and large initialised data: zeroes and values where they belong. */
#include "support.h"

#define MIB (1UL << 20)

static char huge[96 * MIB];
static int numbers[65536] = {[0] = 1, [1000] = 2, [65535] = 3};
static const int constants[65536] = {[7] = 70, [65535] = 71};
static char after_numbers[3 * PAGE + 5];
char one_byte;

int main(void) {
  CHECK_EQ(numbers[0] + numbers[1000] + numbers[65535], 6);
  CHECK_EQ(constants[7] + constants[65535], 141);
  long sum = 0;
  for (int i = 0; i < 65536; i++) sum += numbers[i];
  CHECK_EQ(sum, 6);
  CHECK_EQ(count_of(after_numbers, 0, sizeof after_numbers), sizeof after_numbers);
  CHECK_EQ(one_byte, 0);
  sum = 0;
  for (size_t i = 0; i < sizeof huge; i += MIB) sum += huge[i] + huge[i + MIB - 1];
  CHECK_EQ(sum, 0);
  for (size_t i = 0; i < sizeof huge; i += MIB) huge[i] = 1;
  for (size_t i = 0; i < sizeof huge; i += MIB) sum += huge[i] + huge[i + 1];
  CHECK_EQ(sum, 96);
  huge[sizeof huge - 1] = 9;
  CHECK_EQ(huge[sizeof huge - 1], 9);
  CHECK_EQ(store((char *)&constants[7], 1), SIGSEGV);
  CHECK_EQ(store((char *)(uintptr_t)main, 1), SIGSEGV);
  CHECK_EQ(constants[7], 70);
  memset(huge, 'h', MIB);
  pid_t child = fork();
  if (child == 0) {
    memset(huge, 'c', MIB / 2);
    _exit(huge[0] == 'c' && huge[MIB - 1] == 'h' && huge[95 * MIB] == 1 ? 0 : 1);
  }
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(count_of(huge, 'h', MIB), MIB);
  return check_end();
}
