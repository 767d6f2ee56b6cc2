/* SIGFPE, SIGILL and SIGTRAP: codes, addresses, and where the program goes on. */
#include "process.h"

#include <stdint.h>
#include <ucontext.h>

static siginfo_t last;
static uintptr_t at;
static greg_t trap;
static volatile int skip, count;

static void handler(int number, siginfo_t *info, void *context) {
  ucontext_t *user = context;
  (void)number;
  last = *info;
  at = (uintptr_t)user->uc_mcontext.gregs[REG_RIP];
  trap = user->uc_mcontext.gregs[REG_TRAPNO];
  user->uc_mcontext.gregs[REG_RIP] += skip;
  count++;
}

int main(void) {
  uintptr_t where;
  handle_info(SIGFPE, handler, 0);
  handle_info(SIGILL, handler, 0);
  handle_info(SIGTRAP, handler, 0);

  skip = 2; /* div %ecx is two bytes */
  __asm__ volatile(
      "lea 1f(%%rip), %0\n\txor %%ecx, %%ecx\n\txor %%edx, %%edx\n\tmov $1, %%eax\n"
      "1:\tdiv %%ecx"
      : "=&r"(where)
      :
      : "rax", "rcx", "rdx", "cc");
  CHECK_EQ(count, 1);
  CHECK_EQ(last.si_signo, SIGFPE);
  CHECK_EQ(last.si_code, FPE_INTDIV);
  CHECK((uintptr_t)last.si_addr == where);
  CHECK(at == where);
  CHECK_EQ(trap, 0);

  /* the quotient does not fit */
  __asm__ volatile(
      "lea 1f(%%rip), %0\n\tmov $-1, %%ecx\n\tmov $0x80000000, %%eax\n\tcltd\n"
      "1:\tidiv %%ecx"
      : "=&r"(where)
      :
      : "rax", "rcx", "rdx", "cc");
  CHECK_EQ(count, 2);
  CHECK_EQ(last.si_code, FPE_INTDIV);
  CHECK((uintptr_t)last.si_addr == where);

  __asm__ volatile("lea 1f(%%rip), %0\n1:\tud2" : "=r"(where));
  CHECK_EQ(count, 3);
  CHECK_EQ(last.si_signo, SIGILL);
  CHECK_EQ(last.si_code, ILL_ILLOPN);
  CHECK((uintptr_t)last.si_addr == where);
  CHECK(at == where);
  CHECK_EQ(trap, 6);

  skip = 0; /* a trap: the instruction pointer is behind it already */
  __asm__ volatile("lea 1f(%%rip), %0\n\tint3\n1:" : "=r"(where));
  CHECK_EQ(count, 4);
  CHECK_EQ(last.si_signo, SIGTRAP);
  CHECK_EQ(last.si_code, SI_KERNEL);
  CHECK(at == where);
  CHECK_EQ(trap, 3);

  /* defaults */
  pid_t child = fork();
  if (child == 0) {
    handle(SIGFPE, SIG_DFL, 0);
    __asm__ volatile("xor %%ecx, %%ecx\n\tdiv %%ecx" : : : "rax", "rcx", "rdx", "cc");
    _exit(1);
  }
  CHECK_EQ(outcome(child), KILLED_BY(SIGFPE));
  child = fork();
  if (child == 0) {
    handle(SIGTRAP, SIG_DFL, 0);
    __asm__ volatile("int3");
    _exit(1);
  }
  CHECK_EQ(outcome(child), KILLED_BY(SIGTRAP));
  return check_end();
}
