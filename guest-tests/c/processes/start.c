/*
 * What a program finds at its start: arguments, environment, the auxiliary vector, thread-local
 * storage, zeroed memory, open descriptors.
 *
 * Arguments: one -2 three
 * Builds: static-pie
 */
#include "process.h"

#include <elf.h>
#include <stdint.h>
#include <sys/auxv.h>

extern char **environ;
extern char __ehdr_start[];

static __thread int local = 42;
static __thread char local_zero[5000];
static char zero[100000];
static int order;
__attribute__((constructor(101))) static void first(void) { order = order * 10 + 1; }
__attribute__((constructor(102))) static void second(void) { order = order * 10 + 2; }

int main(int count, char **arguments) {
  CHECK_EQ(count, 4);
  CHECK_STR(arguments[0], "./start.elf");
  CHECK_STR(arguments[1], "one");
  CHECK_STR(arguments[2], "-2");
  CHECK_STR(arguments[3], "three");
  CHECK(arguments[4] == NULL);
  CHECK(environ[0] == NULL);
  CHECK_EQ(order, 12);

  CHECK_EQ(getauxval(AT_PAGESZ), 4096);
  CHECK_EQ(getauxval(AT_CLKTCK), 100);
  CHECK_EQ(getauxval(AT_PHENT), sizeof(Elf64_Phdr));
  CHECK_EQ(getauxval(AT_SECURE), 0);
  CHECK_EQ(getauxval(AT_BASE), 0);
  CHECK(getauxval(AT_UID) == getuid());
  CHECK(getauxval(AT_EUID) == geteuid());
  CHECK(getauxval(AT_GID) == getgid());
  CHECK(getauxval(AT_EGID) == getegid());
  CHECK(getauxval(AT_HWCAP) != 0);
  CHECK_STR((char *)getauxval(AT_PLATFORM), "x86_64");
  CHECK_STR((char *)getauxval(AT_EXECFN), "./start.elf");

  const Elf64_Ehdr *header = (const Elf64_Ehdr *)__ehdr_start;
  const Elf64_Phdr *programs = (const Elf64_Phdr *)getauxval(AT_PHDR);
  CHECK_EQ(memcmp(header->e_ident, ELFMAG, SELFMAG), 0);
  CHECK((const char *)programs == __ehdr_start + header->e_phoff);
  CHECK(getauxval(AT_PHNUM) == header->e_phnum);
  uintptr_t moved = header->e_type == ET_DYN ? (uintptr_t)__ehdr_start : 0;
  CHECK(getauxval(AT_ENTRY) == header->e_entry + moved);
  const unsigned char *random = (const unsigned char *)getauxval(AT_RANDOM);
  CHECK(random != NULL);
  int bits = 0;
  for (int i = 0; i < 16; i++) bits |= random[i];
  CHECK(bits != 0);
  /* strings, vector and pointers lie above the stack that main runs on */
  int here;
  CHECK((char *)&here < (char *)arguments);
  CHECK((char *)arguments < (char *)random);
  CHECK((uintptr_t)arguments % 8 == 0);
  CHECK_ERRNO(getauxval(9999) == 0 ? -1 : 0, ENOENT);

  CHECK_EQ(local, 42);
  int clean = 1;
  for (size_t i = 0; i < sizeof local_zero; i++) clean &= local_zero[i] == 0;
  for (size_t i = 0; i < sizeof zero; i++) clean &= zero[i] == 0;
  CHECK_EQ(clean, 1);
  CHECK_EQ(fcntl(0, F_GETFL) & O_ACCMODE, O_RDONLY);
  CHECK_EQ(fcntl(1, F_GETFL) & O_ACCMODE, O_WRONLY);
  CHECK_EQ(fcntl(2, F_GETFL) & O_ACCMODE, O_WRONLY);
  for (int fd = 3; fd < 10; fd++) CHECK_ERRNO(fcntl(fd, F_GETFD), EBADF);
  uint16_t control;
  uint32_t mxcsr;
  __asm__ volatile("fnstcw %0\n\tstmxcsr %1" : "=m"(control), "=m"(mxcsr));
  CHECK_EQ(control, 0x37f);
  CHECK_EQ(mxcsr, 0x1f80);
  return check_end();
}
