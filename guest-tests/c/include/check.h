/*
 * Checks for guest programs. Each prints one line that is the same on every run and every Linux,
 *
 *   open-flags.c:17: read(fd, bytes, 4) = 4
 *
 * and the first one that fails ends the process with status 1. Where a value differs between runs
 * (an address, a process number, a time), check a relation.
 *
 *   CHECK(cond)                 cond holds
 *   CHECK_EQ(a, b)              two integers are equal; prints their value
 *   CHECK_STR(a, b)             two strings are equal; prints them
 *   CHECK_ERRNO(call, EBADF)    call returns -1 with this errno
 *   CHECK_FD(call)              call returns a descriptor, which is the macro's value
 *   CHECK_ROW(name, a, b)       as CHECK_EQ, for a row of a table: prints name instead of a
 *   CHECK_ERRNO_ROW(name, call, expected)
 *
 * Between check_mute(1) and check_mute(0) only failures are printed: for what root alone can do.
 */
#ifndef FW_CHECK_H
#define FW_CHECK_H

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fw_checks;
static int fw_muted;

/* Past stdio, so that a fork never prints a line twice and a crash never swallows one. */
__attribute__((format(printf, 1, 2))) static inline void fw_say(const char *format, ...) {
  char line[1024];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (length >= (int)sizeof line) length = sizeof line - 1;
  if (write(1, line, (size_t)length) != length) _exit(2);
}

__attribute__((unused)) static void check_mute(int muted) { fw_muted = muted; }

/* Prints how many checks this process has printed; returns 0, which main then returns. */
__attribute__((unused)) static int check_end(void) {
  fw_say("%d checks\n", fw_checks);
  return 0;
}

/* The names of the numbers that programs meet, so that no output hangs on a libc's strerror. */
__attribute__((unused)) static const char *fw_errno_name(int number) {
  static const struct {
    int number;
    const char *name;
  } names[] = {
#define FW_E(name) {name, #name}
      FW_E(EPERM),        FW_E(ENOENT),    FW_E(ESRCH),   FW_E(EINTR),     FW_E(EIO),
      FW_E(ENXIO),        FW_E(E2BIG),     FW_E(ENOEXEC), FW_E(EBADF),     FW_E(ECHILD),
      FW_E(EAGAIN),       FW_E(ENOMEM),    FW_E(EACCES),  FW_E(EFAULT),    FW_E(EBUSY),
      FW_E(EEXIST),       FW_E(EXDEV),     FW_E(ENODEV),  FW_E(ENOTDIR),   FW_E(EISDIR),
      FW_E(EINVAL),       FW_E(ENFILE),    FW_E(EMFILE),  FW_E(ENOTTY),    FW_E(ETXTBSY),
      FW_E(EFBIG),        FW_E(ENOSPC),    FW_E(ESPIPE),  FW_E(EROFS),     FW_E(EMLINK),
      FW_E(EPIPE),        FW_E(EDOM),      FW_E(ERANGE),  FW_E(EDEADLK),   FW_E(ENAMETOOLONG),
      FW_E(ENOSYS),       FW_E(ENOTEMPTY), FW_E(ELOOP),   FW_E(EOVERFLOW), FW_E(EOPNOTSUPP),
      FW_E(ETIMEDOUT),    FW_E(ENODATA),
#undef FW_E
  };
  if (number == 0) return "no error";
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
    if (names[i].number == number) return names[i].name;
  }
  static char other[32];
  snprintf(other, sizeof other, "errno %d", number);
  return other;
}

__attribute__((unused)) static void fw_true(const char *file, int line, const char *what, int holds) {
  fw_checks += !fw_muted;
  if (holds && fw_muted) return;
  fw_say("%s:%d: %s = %s\n", file, line, what, holds ? "true" : "false FAILED");
  if (!holds) _exit(1);
}

__attribute__((unused)) static void fw_equal(const char *file, int line, const char *what,
                                             long long found, long long wanted) {
  fw_checks += !fw_muted;
  if (found != wanted) {
    int error = errno;
    fw_say("%s:%d: %s = %lld FAILED, wanted %lld\n", file, line, what, found, wanted);
    if (found == -1) fw_say("  errno may be %s\n", fw_errno_name(error));
    _exit(1);
  }
  if (!fw_muted) fw_say("%s:%d: %s = %lld\n", file, line, what, found);
}

__attribute__((unused)) static void fw_string(const char *file, int line, const char *what,
                                              const char *found, const char *wanted) {
  fw_checks += !fw_muted;
  int same = strcmp(found, wanted) == 0;
  if (same && fw_muted) return;
  fw_say("%s:%d: %s = \"%s\"%s\n", file, line, what, found, same ? "" : " FAILED");
  if (!same) {
    fw_say("  wanted \"%s\"\n", wanted);
    _exit(1);
  }
}

__attribute__((unused)) static void fw_fails(const char *file, int line, const char *what,
                                             long long result, int error, int wanted) {
  fw_checks += !fw_muted;
  if (result != -1) {
    fw_say("%s:%d: %s = %lld FAILED, wanted %s\n", file, line, what, result,
           fw_errno_name(wanted));
    _exit(1);
  }
  if (error != wanted) {
    const char *name = fw_errno_name(error);
    fw_say("%s:%d: %s = -1 %s FAILED", file, line, what, name);
    fw_say(", wanted %s\n", fw_errno_name(wanted));
    _exit(1);
  }
  if (!fw_muted) fw_say("%s:%d: %s = -1 %s\n", file, line, what, fw_errno_name(error));
}

__attribute__((unused)) static int fw_descriptor(const char *file, int line, const char *what,
                                                 int fd) {
  fw_checks += !fw_muted;
  int error = errno;
  if (fd < 0) {
    fw_say("%s:%d: %s FAILED: %s\n", file, line, what, fw_errno_name(error));
    _exit(1);
  }
  if (!fw_muted) fw_say("%s:%d: %s is a descriptor\n", file, line, what);
  return fd;
}

#define CHECK(cond) fw_true(__FILE__, __LINE__, #cond, !!(cond))
#define CHECK_EQ(a, b) fw_equal(__FILE__, __LINE__, #a, (long long)(a), (long long)(b))
#define CHECK_ROW(name, a, b) fw_equal(__FILE__, __LINE__, name, (long long)(a), (long long)(b))
#define CHECK_STR(a, b) fw_string(__FILE__, __LINE__, #a, a, b)
#define CHECK_FD(call) fw_descriptor(__FILE__, __LINE__, #call, (errno = 0, call))
#define CHECK_ERRNO_ROW(name, call, expected)                              \
  do {                                                                     \
    errno = 0;                                                             \
    long long fw_result = (long long)(call);                               \
    fw_fails(__FILE__, __LINE__, name, fw_result, errno, (int)(expected)); \
  } while (0)
#define CHECK_ERRNO(call, expected) CHECK_ERRNO_ROW(#call, call, expected)

#endif
