/* RLIMIT_AS: more address space is ENOMEM for mmap, brk and malloc, and no process is harmed. */
#include "process.h"

#include <sys/mman.h>
#include <sys/resource.h>

static void within_the_limit(void) {
  struct rlimit limit = {64 << 20, 64 << 20};
  CHECK_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  char *small = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(small != MAP_FAILED);
  void *large = mmap(NULL, 65 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(large == MAP_FAILED && errno == ENOMEM);
  large = mmap(NULL, 65 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(large == MAP_FAILED && errno == ENOMEM); /* reserving counts too */
  CHECK(mremap(small, 1 << 20, 65 << 20, MREMAP_MAYMOVE) == MAP_FAILED && errno == ENOMEM);
  small[0] = 1;
  CHECK(malloc(65 << 20) == NULL);
  char *now = (char *)syscall(SYS_brk, 0);
  CHECK((char *)syscall(SYS_brk, now + (65 << 20)) == now); /* refused: the break stays */
  int count = 0;
  while (count < 1000 &&
         mmap(NULL, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) {
    count++;
  }
  CHECK(count > 30 && count < 64);
  CHECK_EQ(errno, ENOMEM);
  CHECK_EQ(munmap(small, 1 << 20), 0);
  small = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(small != MAP_FAILED); /* what was given back can be had again */
  pid_t child = fork();
  if (child == 0) {
    void *more = mmap(NULL, 65 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    _exit(more == MAP_FAILED && errno == ENOMEM ? 0 : 1);
  }
  CHECK_EQ(outcome(child), 0);
}

int main(void) {
  CHECK_EQ(in_child(within_the_limit), 0);
  void *large = mmap(NULL, 65 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(large != MAP_FAILED); /* the child's limit is its own */
  return check_end();
}
