/* What everybody's first program is, with all that libc does before and behind it. */
#include <stdio.h>

int main(void) {
  puts("hello");
  return 0;
}
