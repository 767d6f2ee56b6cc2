/* Twelve generations, each the child of the last: every one sees its ancestors' bytes and its own. */
#include "support.h"

enum { GENERATIONS = 12 };

static char *pages;
static int *shared;

static int expect(int generation, int written) {
  for (int i = 0; i < GENERATIONS; i++) {
    char *page = pages + i * PAGE;
    char expected = (char)(i < written ? 'A' + i : 'z');
    if (page[0] != expected || page[1] != 'z') return 0;
  }
  return pages[GENERATIONS * PAGE] == 'a' + generation;
}

static int generation(int number) {
  __atomic_add_fetch(shared, 1, __ATOMIC_SEQ_CST);
  pages[GENERATIONS * PAGE] = (char)('a' + number); /* the page that all of them write */
  if (!expect(number, number)) return 1;
  pages[number * PAGE] = (char)('A' + number);
  if (number + 1 < GENERATIONS) {
    pid_t child = fork();
    if (child == 0) _exit(generation(number + 1));
    if (outcome(child) != 0) return 2;
  }
  return expect(number, number + 1) ? 0 : 3; /* nothing of what the later ones did */
}

int main(void) {
  shared = (int *)shared_anonymous(PAGE);
  pages = anonymous((GENERATIONS + 1) * PAGE);
  memset(pages, 'z', (GENERATIONS + 1) * PAGE);
  CHECK_EQ(generation(0), 0);
  CHECK_EQ(*shared, GENERATIONS);
  CHECK_EQ(pages[0], 'A');
  CHECK_EQ(pages[PAGE], 'z');
  CHECK_EQ(pages[11 * PAGE], 'z');
  CHECK_EQ(pages[12 * PAGE], 'a');

  /* The middle one dies first: what it wrote lives on in its child. */
  int fd[2];
  CHECK_EQ(pipe(fd), 0);
  pages[0] = 'p';
  pid_t middle = fork();
  if (middle == 0) {
    pages[0] = 'm';
    pages[PAGE] = 'm';
    if (fork() == 0) {
      await(shared, 100); /* the middle one was waited for */
      int right = pages[0] == 'm' && pages[PAGE] == 'm' && pages[2 * PAGE] == 'z';
      pages[2 * PAGE] = 'g';
      right &= pages[2 * PAGE] == 'g';
      char answer = (char)('0' + right);
      _exit(write(fd[1], &answer, 1) == 1 ? 0 : 1);
    }
    _exit(9);
  }
  CHECK_EQ(outcome(middle), 9);
  CHECK_EQ(pages[0], 'p');
  __atomic_store_n(shared, 100, __ATOMIC_SEQ_CST);
  char answer = 0;
  CHECK_EQ(read(fd[0], &answer, 1), 1);
  CHECK_EQ(answer, '1');
  CHECK_EQ(pages[PAGE], 'z');
  CHECK_EQ(pages[2 * PAGE], 'z');
  return check_end();
}
