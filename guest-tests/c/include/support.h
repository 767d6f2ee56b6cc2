/* What the programs on memory and on several tasks need beside the checks: mappings, survived faults. */
#ifndef FW_SUPPORT_H
#define FW_SUPPORT_H


#include <setjmp.h>
#include <stdint.h>
#include <sys/mman.h>

#include "process.h"

#define PAGE 4096UL
#define RW (PROT_READ | PROT_WRITE)
#define ANON_PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)
#define ANON_SHARED (MAP_SHARED | MAP_ANONYMOUS)

/* A new object of `size` bytes without a name: made as `name`, which is gone at once. */
static inline int object_of(const char *name, off_t size) {
  shm_unlink(name);
  int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
  if (fd < 0 || shm_unlink(name) != 0 || ftruncate(fd, size) != 0) {
    fw_say("no object %s: errno %d\n", name, errno);
    _exit(1);
  }
  return fd;
}

/* A new mapping; ends the program when there is none. */
static inline char *map(size_t length, int protection, int flags, int fd, off_t offset) {
  char *p = mmap(NULL, length, protection, flags, fd, offset);
  if (p == MAP_FAILED) {
    fw_say("mmap failed: errno %d\n", errno);
    _exit(1);
  }
  return p;
}

static inline char *anonymous(size_t length) { return map(length, RW, ANON_PRIVATE, -1, 0); }

static inline char *shared_anonymous(size_t length) { return map(length, RW, ANON_SHARED, -1, 0); }

/* The last fault that `load`, `store` survived. */
static sigjmp_buf fw_landing;
static volatile int fw_fault_code;
static void *volatile fw_fault_address;

static inline void fw_fault(int signal_number, siginfo_t *info, void *context) {
  (void)context;
  fw_fault_code = info->si_code;
  fw_fault_address = info->si_addr;
  siglongjmp(fw_landing, signal_number);
}

static inline int fw_touch(const volatile char *at, int write, char value) {
  struct sigaction action = {.sa_sigaction = fw_fault, .sa_flags = SA_SIGINFO};
  struct sigaction segv, bus;
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, &segv);
  sigaction(SIGBUS, &action, &bus);
  fw_fault_code = 0;
  fw_fault_address = NULL;
  int caught = sigsetjmp(fw_landing, 1);
  if (caught == 0) {
    if (write) {
      *(volatile char *)(uintptr_t)at = value;
    } else {
      (void)*at;
    }
  }
  sigaction(SIGSEGV, &segv, NULL);
  sigaction(SIGBUS, &bus, NULL);
  return caught;
}

/* Loads, stores a byte; returns 0, or the signal that it raised. */
static inline int load(const volatile void *at) { return fw_touch(at, 0, 0); }
static inline int store(volatile void *at, char value) { return fw_touch(at, 1, value); }

/* How many of the `length` bytes at `at` are `value`. */
static inline long count_of(const void *at, char value, size_t length) {
  long count = 0;
  for (size_t i = 0; i < length; i++) count += ((const volatile char *)at)[i] == value;
  return count;
}

/* A child that runs `body(argument)` and ends with what it returns. */
static inline pid_t child_of(int (*body)(void *), void *argument) {
  pid_t child = fork();
  if (child == 0) _exit(body(argument));
  if (child < 0) {
    fw_say("fork failed: errno %d\n", errno);
    _exit(1);
  }
  return child;
}

/* As child_of; returns its outcome. */
static inline int run_child(int (*body)(void *), void *argument) {
  return outcome(child_of(body, argument));
}

/* A pause so short that a run on Linux is quick, in which another task can go on. */
static inline void pause_briefly(void) {
  struct timespec pause = {0, 200 * 1000};
  nanosleep(&pause, NULL);
}

/* Waits until `*word` is `value`, which another task stores. */
static inline void await(const volatile int *word, int value) {
  while (__atomic_load_n(word, __ATOMIC_SEQ_CST) != value) pause_briefly();
}

static inline int64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0) _exit(1);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

#endif
