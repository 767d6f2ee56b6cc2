/*
 * stdio on files: buffers, positions, lines, formatted input and output.
 *
 * Builds: static-pie
 */
#include "process.h"

#define PATH "/tmp/fw-c-stdio"

int main(void) {
  char line[128];
  unlink(PATH);
  CHECK(fopen(PATH, "r") == NULL && errno == ENOENT);
  FILE *file = fopen(PATH, "w");
  CHECK(file != NULL);
  CHECK_EQ(fprintf(file, "first line\nsecond %d %s\n", 42, "words"), 27);
  struct stat status;
  CHECK_EQ(stat(PATH, &status), 0);
  CHECK_EQ(status.st_size, 0); /* still in the buffer */
  CHECK_EQ(fflush(file), 0);
  CHECK_EQ(stat(PATH, &status), 0);
  CHECK_EQ(status.st_size, 27);
  CHECK_EQ(fputs("third", file) >= 0, 1);
  CHECK_EQ(fclose(file), 0);
  CHECK_EQ(stat(PATH, &status), 0);
  CHECK_EQ(status.st_size, 32);

  file = fopen(PATH, "r+");
  CHECK(file != NULL);
  CHECK_STR(fgets(line, sizeof line, file), "first line\n");
  CHECK_EQ(ftell(file), 11);
  int number;
  char word[16];
  CHECK_EQ(fscanf(file, "second %d %15s", &number, word), 2);
  CHECK_EQ(number, 42);
  CHECK_STR(word, "words");
  CHECK_EQ(fgetc(file), '\n');
  CHECK_EQ(ungetc('T', file), 'T');
  CHECK_STR(fgets(line, 3, file), "Tt");
  CHECK_STR(fgets(line, sizeof line, file), "hird");
  CHECK(fgets(line, sizeof line, file) == NULL);
  CHECK(feof(file));
  CHECK_EQ(fseek(file, 6, SEEK_SET), 0);
  CHECK(!feof(file));
  CHECK_EQ(fwrite("LINE", 1, 4, file), 4);
  rewind(file);
  CHECK_STR(fgets(line, sizeof line, file), "first LINE\n");
  CHECK_EQ(fclose(file), 0);

  file = fopen(PATH, "a+");
  CHECK(file != NULL);
  CHECK_EQ(fprintf(file, "!\n"), 2);
  CHECK_EQ(fseek(file, 0, SEEK_END), 0);
  CHECK_EQ(ftell(file), 34);
  CHECK_EQ(fclose(file), 0);

  /* more than any buffer holds */
  file = fopen(PATH, "w+");
  CHECK(file != NULL);
  for (int i = 0; i < 20000; i++) fprintf(file, "%d\n", i);
  rewind(file);
  long sum = 0;
  int count = 0;
  while (fscanf(file, "%d", &number) == 1) {
    sum += number;
    count++;
  }
  CHECK_EQ(count, 20000);
  CHECK_EQ(sum, 199990000);
  CHECK_EQ(fclose(file), 0);

  file = fopen(PATH, "r");
  CHECK(file != NULL);
  CHECK_EQ(setvbuf(file, NULL, _IONBF, 0), 0);
  CHECK_EQ(fgetc(file), '0');
  CHECK_EQ(lseek(fileno(file), 0, SEEK_CUR), 1); /* nothing was read ahead */
  CHECK_EQ(fclose(file), 0);
  CHECK_EQ(remove(PATH), 0);

  FILE *wrong = fopen("/tmp", "w");
  CHECK(wrong == NULL && errno == EISDIR);
  file = fopen("/dev/zero", "r");
  CHECK(file != NULL);
  CHECK_EQ(fread(line, 1, sizeof line, file), 128);
  CHECK_EQ(fclose(file), 0);
  /* standard output is a pipe: what printf keeps comes out at the end or at fflush */
  printf("from printf %c %5.2f %#x\n", 'c', 2.5, 255);
  CHECK_EQ(fflush(stdout), 0);
  fprintf(stderr, "to standard error\n");
  return check_end();
}
