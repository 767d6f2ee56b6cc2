/* /etc/passwd is there, and libc finds root in it. */
#include "process.h"

#include <pwd.h>

int main(void) {
  FILE *file = fopen("/etc/passwd", "r");
  CHECK(file != NULL);
  char line[512];
  int lines = 0, well_formed = 0, roots = 0, others = 0;
  while (fgets(line, sizeof line, file)) {
    int colons = 0;
    for (char *at = line; *at; at++) colons += *at == ':';
    lines++;
    well_formed += colons == 6 && line[strlen(line) - 1] == '\n';
    if (strncmp(line, "root:", 5) == 0) {
      roots++;
    } else {
      others++;
    }
  }
  CHECK(lines >= 2);
  CHECK(well_formed == lines);
  CHECK_EQ(roots, 1);
  CHECK(others >= 1);
  CHECK_EQ(fclose(file), 0);

  struct passwd *root = getpwuid(0);
  CHECK(root != NULL);
  CHECK_STR(root->pw_name, "root");
  CHECK_EQ(root->pw_gid, 0);
  CHECK_STR(root->pw_dir, "/root");
  root = getpwnam("root");
  CHECK(root != NULL);
  CHECK_EQ(root->pw_uid, 0);
  /* A name that is not there is not asked for: libc would ask services by sockets. */
  return check_end();
}
