/*
 * SIGSEGV tells the address, why, and what the processor said of it.
 *
 * Builds: static-pie
 */
#include "process.h"

#include <setjmp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>

static sigjmp_buf back;
static siginfo_t last;
static greg_t trap, error, address;

static void handler(int number, siginfo_t *info, void *context) {
  const ucontext_t *user = context;
  (void)number;
  last = *info;
  trap = user->uc_mcontext.gregs[REG_TRAPNO];
  error = user->uc_mcontext.gregs[REG_ERR];
  address = user->uc_mcontext.gregs[REG_CR2];
  siglongjmp(back, 1);
}

static int load(const volatile void *at) {
  if (sigsetjmp(back, 1)) return 1;
  (void)*(const volatile char *)at;
  return 0;
}

static int store(volatile void *at) {
  if (sigsetjmp(back, 1)) return 1;
  *(volatile char *)at = 1;
  return 0;
}

static int jump(const void *at) {
  if (sigsetjmp(back, 1)) return 1;
  ((void (*)(void))(uintptr_t)at)();
  return 0;
}

#define PRESENT 1
#define WRITE 2
#define USER 4
#define FETCH 16
#define PAGE_FAULT 14

int main(void) {
  handle_info(SIGSEGV, handler, 0);
  char *p = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(p != MAP_FAILED);
  CHECK_EQ(munmap(p + 4096, 4096), 0);
  CHECK_EQ(mprotect(p + 8192, 4096, PROT_READ), 0);
  CHECK_EQ(mprotect(p + 12288, 4096, PROT_NONE), 0);
  char *hole = p + 4096 + 123, *readable = p + 8192 + 77, *nothing = p + 12288 + 1;
  p[0] = 1;
  CHECK_EQ(load(p), 0);

  CHECK_EQ(load(hole), 1);
  CHECK_EQ(last.si_signo, SIGSEGV);
  CHECK_EQ(last.si_code, SEGV_MAPERR);
  CHECK(last.si_addr == hole);
  CHECK_EQ(trap, PAGE_FAULT);
  CHECK_EQ(error, USER);
  CHECK(address == (greg_t)hole);
  CHECK_EQ(store(hole), 1);
  CHECK_EQ(last.si_code, SEGV_MAPERR);
  CHECK(last.si_addr == hole);
  CHECK_EQ(error, USER | WRITE);

  (void)load(readable);
  CHECK_EQ(store(readable), 1);
  CHECK_EQ(last.si_code, SEGV_ACCERR);
  CHECK(last.si_addr == readable);
  CHECK_EQ(error, USER | WRITE | PRESENT);
  CHECK_EQ(load(nothing), 1);
  CHECK_EQ(last.si_code, SEGV_ACCERR);
  CHECK(last.si_addr == nothing);
  CHECK_EQ(store(nothing), 1);
  CHECK_EQ(last.si_code, SEGV_ACCERR);

  CHECK_EQ(jump(p), 1);
  CHECK_EQ(last.si_code, SEGV_ACCERR);
  CHECK(last.si_addr == p);
  CHECK_EQ(error & (FETCH | USER), FETCH | USER);
  CHECK_EQ(jump(hole), 1);
  CHECK_EQ(last.si_code, SEGV_MAPERR);
  CHECK(last.si_addr == hole);

  CHECK_EQ(load(NULL), 1);
  CHECK(last.si_addr == NULL);
  CHECK_EQ(last.si_code, SEGV_MAPERR);
  CHECK_EQ(store((void *)0x1234), 1);
  CHECK(last.si_addr == (void *)0x1234);
  CHECK_EQ(load((void *)0xffff800000000000), 1); /* the kernel's half */
  CHECK_EQ(last.si_code, SEGV_MAPERR);
  /* no address that there could be: a general protection fault, which has none */
  CHECK_EQ(load((void *)0x8000000000000000), 1);
  CHECK_EQ(last.si_code, SI_KERNEL);
  CHECK(last.si_addr == NULL);
  CHECK_EQ(trap, 13);

  /* an instruction that ring 3 may not execute */
  if (sigsetjmp(back, 1) == 0) __asm__ volatile("hlt");
  CHECK_EQ(last.si_code, SI_KERNEL);
  CHECK_EQ(trap, 13);
  CHECK_EQ(error, 0);

  /* an access over the end of a page: the address is the first one that is missing */
  if (sigsetjmp(back, 1) == 0) *(volatile uint64_t *)(p + 4092) = 1;
  CHECK(last.si_addr == p + 4096);
  CHECK_EQ(last.si_code, SEGV_MAPERR);
  return check_end();
}
