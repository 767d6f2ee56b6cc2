/*
 * After fork, private memory is each process's own and shared memory is one.
 *
 * Builds: static-pie
 */
#include "process.h"

#include <sys/mman.h>

static int in_data = 1;
static int in_bss;
static const int constant = 7;

int main(void) {
  int on_stack = 2;
  int *on_heap = malloc(sizeof *on_heap);
  *on_heap = 3;
  int *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(private != MAP_FAILED);
  CHECK(shared != MAP_FAILED);
  *private = 4;
  *shared = 5;
  pid_t parent = getpid();

  pid_t child = fork();
  if (child == 0) {
    CHECK(getpid() != parent);
    CHECK(getppid() == parent);
    CHECK_EQ(in_data, 1);
    CHECK_EQ(in_bss, 0);
    CHECK_EQ(constant, 7);
    CHECK_EQ(on_stack, 2);
    CHECK_EQ(*on_heap, 3);
    CHECK_EQ(*private, 4);
    CHECK_EQ(*shared, 5);
    in_data = in_bss = on_stack = *on_heap = *private = *shared = 9;
    CHECK_EQ(in_data + in_bss + on_stack + *on_heap + *private + *shared, 54);
    _exit(17);
  }
  int ended = outcome(child); /* before anything is printed here, so that lines keep their order */
  CHECK(child > 0);
  CHECK(child != parent);
  CHECK_EQ(ended, 17);
  CHECK_EQ(in_data, 1);
  CHECK_EQ(in_bss, 0);
  CHECK_EQ(on_stack, 2);
  CHECK_EQ(*on_heap, 3);
  CHECK_EQ(*private, 4);
  CHECK_EQ(*shared, 9);

  /* What the parent stores later is not the child's. */
  int go[2], done[2];
  CHECK_EQ(pipe(go), 0);
  CHECK_EQ(pipe(done), 0);
  child = fork();
  if (child == 0) {
    char byte;
    if (read(go[0], &byte, 1) != 1) _exit(1);
    _exit(*private == 4 && in_data == 1 && *shared == 11 ? 0 : 2);
  }
  *private = 10;
  in_data = 10;
  *shared = 11;
  CHECK_EQ(write(go[1], "g", 1), 1);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(*private, 10);
  return check_end();
}
