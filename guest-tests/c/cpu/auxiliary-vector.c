/*
 * What a program finds at its start: arguments, environment, the auxiliary vector, and the registers.
 *
 * Arguments: one --two=3 x
 * Builds: static-pie
 */
#include "support.h"

#include <elf.h>
#include <sys/auxv.h>

extern char **environ;
extern const Elf64_Ehdr __ehdr_start;

int main(int argc, char **argv, char **envp) {
  CHECK_EQ(argc, 4);
  CHECK_STR(argv[1], "one");
  CHECK_STR(argv[2], "--two=3");
  CHECK_STR(argv[3], "x");
  CHECK(argv[4] == NULL);
  CHECK(strlen(argv[0]) > 0);
  CHECK(environ == envp);
  CHECK(argv + argc + 1 == envp);
  int variables = 0, well_formed = 0;
  for (char **e = envp; *e != NULL; e++) {
    variables++;
    well_formed += strchr(*e, '=') != NULL;
  }
  CHECK(well_formed == variables);
  CHECK_EQ(setenv("FW_VARIABLE", "value", 1), 0);
  CHECK_STR(getenv("FW_VARIABLE"), "value");
  CHECK_EQ(setenv("FW_VARIABLE", "other", 0), 0);
  CHECK_STR(getenv("FW_VARIABLE"), "value");
  CHECK_EQ(unsetenv("FW_VARIABLE"), 0);
  CHECK(getenv("FW_VARIABLE") == NULL);

  CHECK_EQ(getauxval(AT_PAGESZ), 4096);
  CHECK_EQ(getauxval(AT_SECURE), 0);
  CHECK_EQ(getauxval(AT_CLKTCK), 100);
  CHECK_EQ(getauxval(AT_PHENT), sizeof(Elf64_Phdr));
  CHECK_EQ(getauxval(AT_BASE), 0);
  CHECK_EQ(getauxval(AT_FLAGS), 0);
  CHECK(getauxval(AT_UID) == getuid());
  CHECK(getauxval(AT_EUID) == geteuid());
  CHECK(getauxval(AT_GID) == getgid());
  CHECK(getauxval(AT_EGID) == getegid());
  CHECK(getauxval(AT_HWCAP) != 0);
  const char *platform = (const char *)getauxval(AT_PLATFORM);
  CHECK_STR(platform, "x86_64");
  const char *name = (const char *)getauxval(AT_EXECFN);
  CHECK(name != NULL);
  const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
  CHECK(strlen(argv[0]) >= strlen(base) && strcmp(argv[0] + strlen(argv[0]) - strlen(base), base) == 0);
  CHECK(name > argv[3]); /* above the strings */
  const unsigned char *random = (const unsigned char *)getauxval(AT_RANDOM);
  CHECK(random != NULL);
  CHECK(count_of(random, (char)random[0], 16) < 16);

  /* The program headers: this function is in one that may be executed, a constant is not. */
  const Elf64_Phdr *headers = (const Elf64_Phdr *)getauxval(AT_PHDR);
  unsigned long count = getauxval(AT_PHNUM);
  CHECK(count >= 4 && count < 30);
  const Elf64_Ehdr *elf = &__ehdr_start;
  CHECK(memcmp(elf->e_ident, ELFMAG, 4) == 0);
  CHECK((const char *)headers == (const char *)elf + elf->e_phoff);
  CHECK(elf->e_phnum == count);
  uintptr_t bias = elf->e_type == ET_DYN ? (uintptr_t)elf : 0;
  CHECK(getauxval(AT_ENTRY) == bias + elf->e_entry);
  uintptr_t code = (uintptr_t)main, entry = getauxval(AT_ENTRY);
  int executable = 0, holds_entry = 0, loads = 0;
  for (unsigned long i = 0; i < count; i++) {
    if (headers[i].p_type != PT_LOAD) continue;
    loads++;
    uintptr_t from = bias + headers[i].p_vaddr, to = from + headers[i].p_memsz;
    executable += code >= from && code < to && headers[i].p_flags == (PF_R | PF_X);
    holds_entry += entry >= from && entry < to;
  }
  CHECK_EQ(executable, 1);
  CHECK_EQ(holds_entry, 1);
  CHECK(loads >= 2);
  errno = 0;
  CHECK_EQ(getauxval(12345), 0);
  CHECK_EQ(errno, ENOENT);
  CHECK_EQ(sysconf(_SC_PAGESIZE), 4096);
  CHECK_EQ(getpagesize(), 4096);
  char here;
  CHECK((uintptr_t)&here < (uintptr_t)argv && (uintptr_t)argv - (uintptr_t)&here < 1 << 20);
  return check_end();
}
