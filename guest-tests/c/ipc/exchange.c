/*
 * Two programs hand a counter to and fro through an object that one of them makes.
 *
 * Arguments: ping
 * Beside: ipc/exchange-partner pong
 */
#include "exchange.h"

int main(int count, char **arguments) {
  CHECK_EQ(count, 2);
  CHECK_STR(arguments[1], "ping");
  struct exchange *exchange = join();
  for (int i = 0; i < ROUNDS; i++) {
    wait_for(&exchange->turn, 0);
    exchange->sum += exchange->value;
    exchange->value++;
    __atomic_store_n(&exchange->turn, 1, __ATOMIC_RELEASE);
  }
  wait_for(&exchange->turn, 0);
  CHECK_EQ(exchange->value, 2 * ROUNDS);
  CHECK_EQ(exchange->sum, ROUNDS * (2 * ROUNDS - 1));
  wait_for(&exchange->done, 1);
  CHECK_EQ(shm_unlink(NAME), 0);
  return check_end();
}
