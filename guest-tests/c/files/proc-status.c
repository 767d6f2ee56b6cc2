/* /proc/self/status and /proc/meminfo have the fields that programs look for. */
#include "process.h"

static int value_of(const char *path, const char *field, char *value, size_t size) {
  FILE *file = fopen(path, "r");
  if (!file) return -1;
  char line[512];
  size_t length = strlen(field);
  int found = 0;
  while (fgets(line, sizeof line, file)) {
    if (strncmp(line, field, length) == 0 && line[length] == ':') {
      char *start = line + length + 1;
      start += strspn(start, " \t");
      start[strcspn(start, "\n")] = 0;
      snprintf(value, size, "%s", start);
      found++;
    }
  }
  fclose(file);
  return found;
}

int main(void) {
  char value[256];
  static const char *fields[] = {"Name",   "State",  "Tgid",    "Pid",    "PPid",   "Uid",
                                 "Gid",    "VmSize", "VmRSS",   "VmPeak", "VmData", "VmStk",
                                 "VmExe",  "Threads", "SigPnd", "SigBlk", "SigIgn", "SigCgt"};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    CHECK_ROW(fields[i], value_of("/proc/self/status", fields[i], value, sizeof value), 1);
    CHECK_ROW("  has a value", value[0] != 0, 1);
  }
  CHECK_EQ(value_of("/proc/self/status", "Name", value, sizeof value), 1);
  CHECK_STR(value, "proc-status.elf");
  CHECK_EQ(value_of("/proc/self/status", "Pid", value, sizeof value), 1);
  CHECK(atoi(value) == getpid());
  CHECK_EQ(value_of("/proc/self/status", "PPid", value, sizeof value), 1);
  CHECK(atoi(value) == getppid());
  CHECK_EQ(value_of("/proc/self/status", "State", value, sizeof value), 1);
  CHECK_EQ(value[0], 'R');
  CHECK_EQ(value_of("/proc/self/status", "Threads", value, sizeof value), 1);
  CHECK_EQ(atoi(value), 1);
  CHECK_EQ(value_of("/proc/self/status", "Uid", value, sizeof value), 1);
  CHECK((uid_t)atoi(value) == getuid());
  CHECK_EQ(value_of("/proc/self/status", "VmSize", value, sizeof value), 1);
  CHECK(atoi(value) > 0 && strstr(value, " kB") != NULL);

  handle(SIGUSR1, SIG_IGN, 0);
  CHECK_EQ(value_of("/proc/self/status", "SigIgn", value, sizeof value), 1);
  CHECK_EQ(strtoull(value, NULL, 16) >> (SIGUSR1 - 1) & 1, 1);
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGUSR2);
  sigaddset(&mask, 40);
  CHECK_EQ(sigprocmask(SIG_SETMASK, &mask, NULL), 0);
  CHECK_EQ(value_of("/proc/self/status", "SigBlk", value, sizeof value), 1);
  CHECK_STR(value, "0000008000000800");

  static const char *memory[] = {"MemTotal", "MemFree", "MemAvailable"};
  for (size_t i = 0; i < sizeof memory / sizeof *memory; i++) {
    CHECK_ROW(memory[i], value_of("/proc/meminfo", memory[i], value, sizeof value), 1);
    CHECK_ROW("  is positive", atoll(value) > 0, 1);
    CHECK_ROW("  in kB", strstr(value, " kB") != NULL, 1);
  }
  CHECK_ERRNO(open("/proc/self/fw-missing", O_RDONLY), ENOENT);
  CHECK_ERRNO(open("/proc/self/status/x", O_RDONLY), ENOTDIR);
  return check_end();
}
