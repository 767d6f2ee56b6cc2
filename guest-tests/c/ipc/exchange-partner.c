/* The other side of exchange. */
#include "exchange.h"

int main(int count, char **arguments) {
  CHECK_EQ(count, 2);
  CHECK_STR(arguments[1], "pong");
  struct exchange *exchange = join();
  for (int i = 0; i < ROUNDS; i++) {
    wait_for(&exchange->turn, 1);
    exchange->sum += exchange->value;
    exchange->value++;
    __atomic_store_n(&exchange->turn, 0, __ATOMIC_RELEASE);
  }
  CHECK_EQ(exchange->text[0], 'p');
  __atomic_store_n(&exchange->done, 1, __ATOMIC_RELEASE);
  return check_end();
}
