/* Standard I/O over descriptors: buffers, formats, files in memory, and what fork makes of an unwritten buffer. */
#include "support.h"

int main(void) {
  char text[200];
  CHECK_EQ(snprintf(text, sizeof text, "%d %5d|%-5d|%05d %x %#X %o %c%% %s %.2s %p", -1, 42, 42, 42, 255, 255, 8,
                    'c', "text", "text", (void *)0x1000),
           49);
  CHECK_STR(text, "-1    42|42   |00042 ff 0XFF 10 c% text te 0x1000");
  const char *volatile longer = "longer than five";
  CHECK_EQ(snprintf(text, 5, "%s", longer), 16);
  CHECK_STR(text, "long");
  CHECK_EQ(snprintf(text, sizeof text, "%lld %llu %hhd %zu", INT64_MIN + 0LL, ~0ULL, 300, (size_t)9), 46);
  int a;
  unsigned b;
  char word[20];
  CHECK_EQ(sscanf("12 0xff word rest", "%d %x %19s", &a, &b, word), 3);
  CHECK_EQ(a + (int)b, 267);
  CHECK_STR(word, "word");

  /* A stream on an object: written through a buffer, read back by lines. */
  int fd = object_of("/fw-c-standard-io", 0);
  FILE *file = fdopen(fd, "w+");
  CHECK(file != NULL);
  for (int i = 0; i < 1000; i++) fprintf(file, "line %d\n", i);
  CHECK_EQ(fflush(file), 0);
  CHECK_EQ(lseek(fd, 0, SEEK_END), 8890);
  rewind(file);
  int right = 0;
  for (int i = 0; i < 1000; i++) {
    int number = -1;
    right += fgets(text, sizeof text, file) != NULL && sscanf(text, "line %d", &number) == 1 && number == i;
  }
  CHECK_EQ(right, 1000);
  CHECK(fgets(text, sizeof text, file) == NULL);
  CHECK(feof(file));
  CHECK_EQ(fseek(file, 7, SEEK_SET), 0);
  CHECK_EQ(fgetc(file), 'l');
  CHECK_EQ(ungetc('X', file), 'X');
  CHECK_EQ(fgetc(file), 'X');
  CHECK_EQ(ftell(file), 8);

  /* A buffer that fork copied is written twice, unless it was flushed before. */
  CHECK_EQ(fclose(file), 0);
  fd = object_of("/fw-c-standard-io", 0);
  int look = CHECK_FD(dup(fd));
  file = fdopen(fd, "w");
  fputs("once", file);
  fflush(file);
  fputs(" twice", file);
  pid_t child = fork();
  if (child == 0) _exit(fflush(file) == 0 ? 0 : 1);
  CHECK_EQ(outcome(child), 0);
  CHECK_EQ(fclose(file), 0);
  memset(text, 0, sizeof text);
  CHECK_EQ(pread(look, text, sizeof text, 0), 16);
  CHECK_STR(text, "once twice twice");

  char *memory = NULL;
  size_t size = 0;
  FILE *grows = open_memstream(&memory, &size);
  CHECK(grows != NULL);
  for (int i = 0; i < 5000; i++) fputc('a' + i % 26, grows);
  CHECK_EQ(fclose(grows), 0);
  CHECK_EQ(size, 5000);
  CHECK_EQ(memory[4999], 'a' + 4999 % 26);
  free(memory);

  /* Standard output, whatever it is: in order with what is written past it once it is flushed. */
  printf("printed\n");
  CHECK_EQ(fflush(stdout), 0);
  puts("put");
  fflush(stdout);
  dprintf(1, "past stdio %d\n", 1);
  CHECK_EQ(strtol("0x7f", NULL, 0), 127);
  CHECK_EQ(strtol("-99999999999999999999", NULL, 10) == INT64_MIN && errno == ERANGE, 1);
  CHECK_EQ(atoi("  42abc"), 42);
  return check_end();
}
