/*
 * Pointers in data, tables of functions, constructors and destructors: relocated, called in order.
 *
 * Builds: static-pie
 */
#include "support.h"

static char trace[32];
static int at;

static void mark(char c) { trace[at++] = c; }

__attribute__((constructor(101))) static void first(void) { mark('1'); }
__attribute__((constructor(102))) static void second(void) { mark('2'); }
__attribute__((constructor)) static void last(int argc, char **argv) {
  mark(argc >= 1 && argv != NULL ? '3' : '3');
}

static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static int mul(int a, int b) { return a * b; }

static int data = 5, other = 6;
static int *const pointer_to_data = &data;
static int **pointer_to_pointer = (int **)&pointer_to_data;
static const char *const names[] = {"add", "sub", "mul"};
static int (*const table[])(int, int) = {add, sub, mul};
static struct {
  const char *name;
  int (*function)(int, int);
  int *argument;
  uintptr_t inside;
} rows[] = {{"x", add, &data, (uintptr_t)&trace[4]}, {"y", mul, &other, (uintptr_t)&trace[8]}};
static struct node {
  struct node *next;
  int value;
} nodes[] = {{&nodes[1], 1}, {&nodes[2], 2}, {&nodes[0], 3}};

static int *shared;

static void exit_first(void) { shared[0] = shared[0] * 10 + 1; }
static void exit_second(void) { shared[0] = shared[0] * 10 + 2; }
__attribute__((destructor)) static void destructor(void) {
  if (shared != NULL) shared[0] = shared[0] * 10 + 3;
}

static int exits(void *how) {
  atexit(exit_first);
  atexit(exit_second);
  if (how != NULL) exit(4);
  _exit(5);
}

/* Picked at the start by a function of ours: an indirect function needs its own relocation. */
static int plain(void) { return 77; }
__attribute__((used)) static int (*choose(void))(void) { return plain; }
#ifdef __GLIBC__
static int chosen(void) __attribute__((ifunc("choose")));
#else
static int chosen(void) { return plain(); } /* musl has no indirect functions */
#endif

int main(void) {
  CHECK_STR(trace, "123");
  CHECK(*pointer_to_data == 5 && **pointer_to_pointer == 5);
  int sum = 0;
  for (int i = 0; i < 3; i++) sum += table[i](7, 3);
  CHECK_EQ(sum, 35);
  CHECK_STR(names[2], "mul");
  CHECK_EQ(rows[0].function(*rows[0].argument, 1), 6);
  CHECK_EQ(rows[1].function(*rows[1].argument, 7), 42);
  CHECK(rows[1].inside == (uintptr_t)trace + 8);
  const struct node *n = nodes;
  int turn = 0;
  for (int i = 0; i < 30; i++) {
    turn += n->value;
    n = n->next;
  }
  CHECK_EQ(turn, 60);
  CHECK_EQ(chosen(), 77);
  /* What is read-only after relocation cannot be written. */
  CHECK_EQ(store((char *)(uintptr_t)names[0], 'x'), SIGSEGV);
  CHECK_EQ(store((char *)(uintptr_t)main, 'x'), SIGSEGV);

  shared = (int *)shared_anonymous(PAGE);
  CHECK_EQ(run_child(exits, shared), 4);
  CHECK_EQ(shared[0], 213);
  shared[0] = 0;
  CHECK_EQ(run_child(exits, NULL), 5);
  CHECK_EQ(shared[0], 0);
  return check_end();
}
