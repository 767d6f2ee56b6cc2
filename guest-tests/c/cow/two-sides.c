/* After fork each side writes its own pages: heap, data, bss, stack, mappings, in both orders. */
#include "support.h"

static int data = 1;
static int bss;
static const char *text = "text";

struct pages {
  char *heap, *map, *stack;
  int from_child, from_parent;
  int *shared;
};

static int child_first(void *argument) {
  struct pages *p = argument;
  int before = data == 1 && bss == 2 && p->heap[0] == 'h' && p->map[PAGE] == 'm' && p->stack[0] == 's';
  data = 11;
  bss = 12;
  memset(p->heap, 'H', 10000);
  p->map[PAGE] = 'M';
  p->stack[0] = 'S';
  text = "changed";
  int after = data == 11 && bss == 12 && p->heap[9999] == 'H' && p->map[PAGE] == 'M' &&
              p->map[0] == 'm' && p->map[PAGE + 1] == 'm' && p->stack[0] == 'S';
  return before && after ? 0 : 1;
}

static int parent_first(void *argument) {
  struct pages *p = argument;
  __atomic_store_n(p->shared, 1, __ATOMIC_SEQ_CST);
  await(p->shared, 2); /* the parent has written all of it meanwhile */
  int before = data == 1 && bss == 2 && p->heap[0] == 'h' && p->map[PAGE] == 'm' && p->stack[0] == 's';
  p->map[PAGE] = 'M';
  return before && p->map[PAGE] == 'M' && p->map[PAGE + 1] == 'm' ? 0 : 1;
}

int main(void) {
  char stack[3 * PAGE];
  struct pages p = {.heap = malloc(10000), .map = anonymous(4 * PAGE), .stack = stack};
  p.shared = (int *)shared_anonymous(PAGE);
  bss = 2;
  memset(p.heap, 'h', 10000);
  memset(p.map, 'm', 4 * PAGE);
  memset(stack, 's', sizeof stack);

  CHECK_EQ(run_child(child_first, &p), 0);
  CHECK_EQ(data, 1);
  CHECK_EQ(bss, 2);
  CHECK_EQ(count_of(p.heap, 'h', 10000), 10000);
  CHECK_EQ(count_of(p.map, 'm', 4 * PAGE), 4 * PAGE);
  CHECK_EQ(count_of(stack, 's', sizeof stack), sizeof stack);
  CHECK(strcmp(text, "text") == 0);

  pid_t child = child_of(parent_first, &p);
  await(p.shared, 1);
  data = 21;
  bss = 22;
  memset(p.heap, 'P', 10000);
  p.map[PAGE] = 'P';
  memset(stack, 'P', sizeof stack);
  __atomic_store_n(p.shared, 2, __ATOMIC_SEQ_CST);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(data, 21);
  CHECK_EQ(p.map[PAGE], 'P');
  CHECK_EQ(p.map[PAGE + 1], 'm');
  CHECK_EQ(count_of(stack, 'P', sizeof stack), sizeof stack);

  /* A page that only one of them still has: written without a word, again and again. */
  for (int i = 0; i < 10; i++) {
    child = fork();
    if (child == 0) _exit(p.map[2 * PAGE] == 'm' + i ? 0 : 1);
    p.map[2 * PAGE]++;
    if (outcome(child) != 0) return 1;
  }
  CHECK_EQ(p.map[2 * PAGE], 'm' + 10);
  return check_end();
}
