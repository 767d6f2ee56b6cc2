/* getdents64 tells every name once, in whatever order, and readdir tells the same. */
#include "process.h"

#include <dirent.h>
#include <stdint.h>

#define D "/tmp/fw-c-getdents"
#define FILES 200

struct entry {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[];
};

static char seen[FILES];

/* Lists `fd` with buffers of `size` bytes: the number of names, with a check of each entry. */
static int list(int fd, size_t size, int *directories, int *dots) {
  static char buffer[32768] __attribute__((aligned(8)));
  int names = 0;
  memset(seen, 0, sizeof seen);
  *directories = *dots = 0;
  long got;
  while ((got = syscall(SYS_getdents64, fd, buffer, size)) > 0) {
    for (long at = 0; at < got;) {
      struct entry *entry = (struct entry *)(buffer + at);
      if (entry->length % 8 != 0 || entry->inode == 0) return -2;
      if (strlen(entry->name) + 20 > entry->length) return -3;
      if (entry->type == DT_DIR) ++*directories;
      if (strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0) {
        ++*dots;
      } else if (strncmp(entry->name, "file-", 5) == 0) {
        int number = atoi(entry->name + 5);
        if (number < 0 || number >= FILES || seen[number]++) return -4;
        if (entry->type != DT_REG) return -5;
      }
      names++;
      at += entry->length;
    }
  }
  return got < 0 ? -1 : names;
}

int main(void) {
  int directories, dots;
  char path[64];
  CHECK_EQ(mkdir(D, 0700), 0);
  int fd = CHECK_FD(open(D, O_RDONLY | O_DIRECTORY));
  CHECK_EQ(list(fd, 4096, &directories, &dots), 2);
  CHECK_EQ(dots, 2);
  CHECK_EQ(directories, 2);
  CHECK_EQ(mkdir(D "/inner", 0700), 0);
  for (int i = 0; i < FILES; i++) {
    snprintf(path, sizeof path, D "/file-%d", i);
    close(file_of(path, ""));
  }
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  CHECK_EQ(list(fd, 32768, &directories, &dots), FILES + 3);
  CHECK_EQ(directories, 3);
  CHECK_EQ(list(fd, 32768, &directories, &dots), 0); /* at the end it stays */
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  CHECK_EQ(list(fd, 64, &directories, &dots), FILES + 3); /* a few at a time */
  CHECK_EQ(memchr(seen, 0, FILES) == NULL, 1);

  char small[64];
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  CHECK_ERRNO(syscall(SYS_getdents64, fd, small, 0), EINVAL);
  CHECK_ERRNO(syscall(SYS_getdents64, fd, small, 8), EINVAL);
  int file = CHECK_FD(open(D "/file-0", O_RDONLY));
  CHECK_ERRNO(syscall(SYS_getdents64, file, small, sizeof small), ENOTDIR);

  DIR *stream = opendir(D);
  CHECK(stream != NULL);
  int names = 0;
  ino_t inode = 0;
  for (struct dirent *entry = readdir(stream); entry; entry = readdir(stream)) {
    names++;
    if (strcmp(entry->d_name, "file-7") == 0) inode = entry->d_ino;
  }
  CHECK_EQ(names, FILES + 3);
  struct stat status;
  CHECK_EQ(stat(D "/file-7", &status), 0);
  CHECK(status.st_ino == inode);
  rewinddir(stream);
  CHECK(readdir(stream) != NULL);
  CHECK_EQ(closedir(stream), 0);

  /* taking names away while listing: each of the others is told once */
  CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
  int removed = 0;
  for (int i = 0; i < FILES; i++) {
    snprintf(path, sizeof path, D "/file-%d", i);
    removed += unlink(path) == 0;
  }
  CHECK_EQ(removed, FILES);
  CHECK_EQ(list(fd, 4096, &directories, &dots), 3);
  CHECK_EQ(rmdir(D "/inner"), 0);
  CHECK_EQ(rmdir(D), 0);
  CHECK(opendir(D) == NULL && errno == ENOENT);
  CHECK(opendir("/dev/null") == NULL && errno == ENOTDIR);

  /* an object is a file of /dev/shm */
  close(file_of("/dev/shm/fw-c-getdents", ""));
  stream = opendir("/dev/shm");
  CHECK(stream != NULL);
  int found = 0;
  for (struct dirent *entry = readdir(stream); entry; entry = readdir(stream)) {
    if (strcmp(entry->d_name, "fw-c-getdents") == 0) found += entry->d_type == DT_REG;
  }
  CHECK_EQ(found, 1);
  CHECK_EQ(closedir(stream), 0);
  CHECK_EQ(unlink("/dev/shm/fw-c-getdents"), 0);
  return check_end();
}
