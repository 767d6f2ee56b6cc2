/* Hundreds of files and a deep tree of directories, made and taken away again. */
#include "process.h"

#define D "/tmp/fw-c-many"

int main(void) {
  char path[1024];
  CHECK_EQ(mkdir(D, 0700), 0);
  int made = 0, right = 0, gone = 0;
  for (int i = 0; i < 300; i++) {
    snprintf(path, sizeof path, D "/%d", i);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    made += write(fd, &i, sizeof i) == sizeof i;
    close(fd);
  }
  CHECK_EQ(made, 300);
  for (int i = 299; i >= 0; i--) {
    int found = -1;
    snprintf(path, sizeof path, D "/%d", i);
    int fd = open(path, O_RDONLY);
    right += read(fd, &found, sizeof found) == sizeof found && found == i;
    close(fd);
    gone += unlink(path) == 0;
  }
  CHECK_EQ(right, 300);
  CHECK_EQ(gone, 300);
  strcpy(path, D);
  int depth = 0;
  for (; depth < 100; depth++) {
    strcat(path, "/d");
    if (mkdir(path, 0700) != 0) break;
  }
  CHECK_EQ(depth, 100);
  CHECK_EQ(chdir(path), 0);
  char where[1024];
  CHECK(getcwd(where, sizeof where) != NULL);
  CHECK_EQ(strcmp(where, path), 0);
  CHECK_EQ(chdir("/"), 0);
  for (; depth > 0 && rmdir(path) == 0; depth--) path[strlen(path) - 2] = 0;
  CHECK_EQ(depth, 0);
  CHECK_EQ(rmdir(D), 0);
  return check_end();
}
