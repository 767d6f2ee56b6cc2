/* What a handler is told of a fault: signal, si_code, si_addr, for every kind of access. */
#include "support.h"

#include <ucontext.h>

static volatile int number, code;
static void *volatile address;
static volatile long error_code, trap;

static void note(int signal_number, siginfo_t *info, void *context) {
  ucontext_t *user = context;
  number = signal_number;
  code = info->si_code;
  address = info->si_addr;
  error_code = user->uc_mcontext.gregs[REG_ERR];
  trap = user->uc_mcontext.gregs[REG_TRAPNO];
  siglongjmp(fw_landing, 1);
}

static int same(int expected_signal, int expected_code, void *expected_address) {
  return number == expected_signal && code == expected_code && address == expected_address;
}

#define FAULT(access)                                       \
  do {                                                      \
    number = 0;                                             \
    if (sigsetjmp(fw_landing, 1) == 0) { access; }          \
    fw_say("%s: signal %d, code %d\n", #access, number, code); \
  } while (0)

static void read_byte(void *p) { (void)*(volatile char *)p; }
static void write_byte(void *p) { *(volatile char *)p = 1; }
static void divide_by_zero(void) {
  __asm__ volatile("xor %%ecx, %%ecx\n div %%ecx" ::: "eax", "ecx", "edx");
}
static void fetch(void *p) { ((void (*)(void))(uintptr_t)p)(); }

int main(void) {
  struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
  CHECK_EQ(sigaction(SIGSEGV, &action, NULL), 0);
  CHECK_EQ(sigaction(SIGBUS, &action, NULL), 0);
  CHECK_EQ(sigaction(SIGFPE, &action, NULL), 0);
  CHECK_EQ(sigaction(SIGILL, &action, NULL), 0);
  enum { PRESENT = 1, WRITE = 2, USER = 4, FETCH = 16, PAGE_FAULT = 14 };

  char *hole = anonymous(PAGE);
  CHECK_EQ(munmap(hole, PAGE), 0);
  FAULT(read_byte(hole + 5));
  CHECK(same(SIGSEGV, SEGV_MAPERR, hole + 5));
  CHECK_EQ(error_code & 7, USER);
  CHECK_EQ(trap, PAGE_FAULT);
  FAULT(write_byte(hole + 6));
  CHECK(same(SIGSEGV, SEGV_MAPERR, hole + 6));
  CHECK_EQ(error_code & 7, USER | WRITE);
  FAULT(fetch(hole + 7));
  CHECK(same(SIGSEGV, SEGV_MAPERR, hole + 7));
  CHECK_EQ(error_code & FETCH, FETCH);

  char *closed = map(PAGE, PROT_NONE, ANON_PRIVATE, -1, 0);
  FAULT(read_byte(closed));
  CHECK(same(SIGSEGV, SEGV_ACCERR, closed));
  FAULT(write_byte(closed));
  CHECK(same(SIGSEGV, SEGV_ACCERR, closed));

  char *read_only = map(PAGE, PROT_READ, ANON_PRIVATE, -1, 0);
  read_byte(read_only);
  FAULT(write_byte(read_only + 9));
  CHECK(same(SIGSEGV, SEGV_ACCERR, read_only + 9));
  CHECK_EQ(error_code & 7, PRESENT | WRITE | USER);
  char *data = anonymous(PAGE);
  data[0] = (char)0xc3;
  FAULT(fetch(data));
  CHECK(same(SIGSEGV, SEGV_ACCERR, data));
  CHECK_EQ(error_code & (FETCH | PRESENT), FETCH | PRESENT);
  CHECK_EQ(mprotect(data, PAGE, PROT_READ | PROT_EXEC), 0);
  fetch(data);
  FAULT(write_byte(data));
  CHECK(same(SIGSEGV, SEGV_ACCERR, data));

  FAULT(read_byte(NULL));
  CHECK(same(SIGSEGV, SEGV_MAPERR, NULL));
  FAULT(read_byte((void *)0xffffffff80000000UL));
  CHECK_EQ(number, SIGSEGV);
  /* An address that is not canonical is no page fault, and has no address. */
  FAULT(read_byte((void *)0x8000000000000000UL));
  CHECK(same(SIGSEGV, SI_KERNEL, NULL));

  int fd = object_of("/fw-c-fault-reports", PAGE);
  char *object = map(2 * PAGE, RW, MAP_SHARED, fd, 0);
  FAULT(read_byte(object + PAGE + 3));
  CHECK(same(SIGBUS, BUS_ADRERR, object + PAGE + 3));
  FAULT(write_byte(object + PAGE + 4));
  CHECK(same(SIGBUS, BUS_ADRERR, object + PAGE + 4));

  FAULT(divide_by_zero());
  CHECK_EQ(number, SIGFPE);
  CHECK_EQ(code, FPE_INTDIV);
  FAULT(__asm__ volatile("ud2"));
  CHECK_EQ(number, SIGILL);
  CHECK_EQ(code, ILL_ILLOPN);
  return check_end();
}
