/* String functions on strings that end at the last byte before a hole: none reads or writes beyond. */
#include "support.h"

#include <wchar.h>

static char *end, *other_end;

/* Every length up to a few vector registers, each at the very end of its page. */
enum { LONGEST = 300 };

int main(void) {
  char *p = map(3 * PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
  char *q = map(3 * PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
  CHECK_EQ(mprotect(p + PAGE, PAGE, RW), 0);
  CHECK_EQ(mprotect(q + PAGE, PAGE, RW), 0);
  end = p + 2 * PAGE;
  other_end = q + 2 * PAGE;
  int lengths = 0, found = 0, not_found = 0, equal = 0, copies = 0, compared = 0, concatenated = 0;
  int memory = 0, backwards = 0, searched = 0, spans = 0, filled = 0;
  for (int n = 0; n < LONGEST; n++) {
    memset(p + PAGE, 'x', PAGE);
    char *s = end - n - 1, *t = other_end - n - 1;
    memset(s, 'a', n);
    s[n] = 0;
    lengths += strlen(s) == (size_t)n && strnlen(s, n + 1) == (size_t)n && strnlen(end - n, n) <= (size_t)n;
    if (n > 0) s[n - 1] = 'z';
    found += n == 0 || (strchr(s, 'z') == s + n - 1 && strrchr(s, 'z') == s + n - 1 && memchr(s, 'z', n) == s + n - 1);
    not_found += strchr(s, 'q') == NULL && memchr(s, 'q', n + 1) == NULL && strrchr(s, 'q') == NULL;
    backwards += memrchr(s, 0, n + 1) == s + n && strchrnul(s, 'q') == s + n;
    memcpy(t, s, n + 1);
    equal += strcmp(s, t) == 0 && strncmp(s, t, n + 1) == 0 && memcmp(s, t, n + 1) == 0;
    if (n > 0) t[n - 1] = 'y';
    compared += n == 0 || (strcmp(s, t) > 0 && strcmp(t, s) < 0 && memcmp(s, t, n) > 0 && strncmp(s, t, n - 1) == 0);
    memset(t, 0xee, n + 1);
    copies += stpcpy(t, s) == t + n && memcmp(s, t, n + 1) == 0 && mempcpy(t, s, n + 1) == other_end;
    memset(t, 0, n + 1);
    strncpy(t, s, n + 1);
    concatenated += memcmp(s, t, n + 1) == 0;
    t[n / 2] = 0;
    strcat(t, s + n / 2);
    concatenated += strcmp(s, t) == 0;
    memmove(s, s + 1, n);
    memory += n == 0 || s[n - 1] == 0;
    memmove(s + 1, s, n);
    memory += n < 2 || (s[n] == 0 && s[1] == s[0]);
    memset(s, 'b', n);
    s[n] = 0;
    filled += count_of(s, 'b', n) == n && s[-1] == 'x';
    spans += strspn(s, "ab") == (size_t)n && strcspn(s, "cd") == (size_t)n && strpbrk(s, "cd") == NULL;
    if (n > 2) memcpy(s + n - 3, "bcd", 3);
    searched += n <= 2 || (strstr(s, "bcd") == s + n - 3 && strstr(s, "bce") == NULL && memmem(s, n, "cd", 2) == s + n - 2);
  }
  CHECK_EQ(lengths, LONGEST);
  CHECK_EQ(found, LONGEST);
  CHECK_EQ(not_found, LONGEST);
  CHECK_EQ(backwards, LONGEST);
  CHECK_EQ(equal, LONGEST);
  CHECK_EQ(compared, LONGEST);
  CHECK_EQ(copies, LONGEST);
  CHECK_EQ(concatenated, 2 * LONGEST);
  CHECK_EQ(memory, 2 * LONGEST);
  CHECK_EQ(filled, LONGEST);
  CHECK_EQ(spans, LONGEST);
  CHECK_EQ(searched, LONGEST);

  /* At the beginning of a page too. */
  int right = 0;
  char *start = p + PAGE;
  for (int n = 1; n < LONGEST; n++) {
    memset(start, 'm', PAGE);
    start[0] = 'f';
    right += memrchr(start, 'f', n) == start && memcmp(start, start, n) == 0;
    memmove(start, start + n, PAGE - n);
    right += start[0] == 'm';
  }
  CHECK_EQ(right, 2 * (LONGEST - 1));
  wchar_t *w = (wchar_t *)end - 20;
  for (int i = 0; i < 19; i++) w[i] = L'w';
  w[19] = 0;
  CHECK_EQ(wcslen(w), 19);
  CHECK(wcschr(w, 0) == w + 19);
  /* Large ones, which libc copies in other ways. */
  char *large = anonymous(2 << 20), *copy = anonymous(2 << 20);
  for (size_t i = 0; i < 2 << 20; i++) large[i] = (char)(i * 31 >> 3);
  memcpy(copy + 1, large + 3, (2 << 20) - 3);
  CHECK(memcmp(copy + 1, large + 3, (2 << 20) - 3) == 0);
  memset(copy, 5, 2 << 20);
  CHECK_EQ(count_of(copy, 5, 2 << 20), 2 << 20);
  memmove(large + 7, large, (2 << 20) - 7);
  CHECK_EQ(large[7 + 1000], (char)(1000 * 31 >> 3));
  return check_end();
}
