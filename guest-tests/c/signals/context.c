/* A handler changes the interrupted program: where it goes on, its registers, its mask. */
#include "process.h"

#include <stdint.h>
#include <ucontext.h>

static void skip(int number, siginfo_t *info, void *context) {
  ucontext_t *user = context;
  (void)number;
  (void)info;
  user->uc_mcontext.gregs[REG_RIP] += 2;
  user->uc_mcontext.gregs[REG_RAX] = 0x1122334455667788;
  user->uc_mcontext.gregs[REG_RBX] ^= -1L;
  user->uc_mcontext.gregs[REG_R15] += 1;
}

static void finish(uint64_t value) {
  CHECK_EQ(value, 99);
  CHECK_EQ(check_end(), 0);
  _exit(0);
}

static char other_stack[65536] __attribute__((aligned(16)));
static void elsewhere(int number, siginfo_t *info, void *context) {
  ucontext_t *user = context;
  (void)number;
  (void)info;
  user->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)finish;
  user->uc_mcontext.gregs[REG_RSP] = (greg_t)(uintptr_t)(other_stack + sizeof other_stack - 8);
  user->uc_mcontext.gregs[REG_RDI] = 99;
}

static void change_mask(int number, siginfo_t *info, void *context) {
  ucontext_t *user = context;
  (void)number;
  (void)info;
  sigaddset(&user->uc_sigmask, SIGUSR2);
}

static void set_flags(int number, siginfo_t *info, void *context) {
  ucontext_t *user = context;
  (void)number;
  (void)info;
  user->uc_mcontext.gregs[REG_RIP] += 2;
  user->uc_mcontext.gregs[REG_EFL] |= 1;                       /* carry */
  user->uc_mcontext.gregs[REG_EFL] |= 3 << 12 | 1 << 14; /* IOPL and NT are not for it to set */
}

static ucontext_t seen;
static void look(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)info;
  memcpy(&seen, context, sizeof seen - 512);
}

int main(void) {
  uint64_t rax = 1, rbx = 0x00ff00ff00ff00ff, r15 = 41;
  handle_info(SIGILL, skip, 0);
  __asm__ volatile(
      "mov %2, %%r15\n\tud2\n\tmov %%r15, %2"
      : "+a"(rax), "+b"(rbx), "+r"(r15)
      :
      : "r15");
  CHECK_EQ(rax, 0x1122334455667788);
  CHECK_EQ(rbx, (int64_t)0xff00ff00ff00ff00);
  CHECK_EQ(r15, 42);

  handle_info(SIGUSR1, change_mask, 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  sigset_t mask;
  CHECK_EQ(sigprocmask(SIG_SETMASK, NULL, &mask), 0);
  CHECK_EQ(sigismember(&mask, SIGUSR2), 1);
  CHECK_EQ(sigismember(&mask, SIGUSR1), 0);

  uint64_t flags = 0;
  handle_info(SIGILL, set_flags, 0);
  __asm__ volatile("clc\n\tud2\n\tpushfq\n\tpop %0" : "=r"(flags) : : "cc");
  CHECK_EQ(flags & 1, 1);
  CHECK_EQ(flags >> 12 & 3, 0);
  CHECK_EQ(flags & 1 << 9, 1 << 9); /* interrupts stay enabled */

  /* what the handler is shown */
  handle_info(SIGUSR1, look, 0);
  uint64_t marker = 0x5a5a1234, pid = (uint64_t)getpid(), stack;
  __asm__ volatile(
      "mov %[marker], %%r12\n\tmov $10, %%esi\n\tmov $62, %%eax\n\tmov %%rsp, %[stack]\n\tsyscall"
      : [stack] "=&r"(stack)
      : [marker] "r"(marker), "D"(pid)
      : "rax", "rcx", "r11", "rsi", "r12", "memory");
  CHECK_EQ(seen.uc_mcontext.gregs[REG_R12], 0x5a5a1234);
  CHECK_EQ(seen.uc_mcontext.gregs[REG_RAX], 0); /* the call's result */
  CHECK_EQ(seen.uc_mcontext.gregs[REG_RSI], 10);
  CHECK((uint64_t)seen.uc_mcontext.gregs[REG_RDI] == pid);
  CHECK((uint64_t)seen.uc_mcontext.gregs[REG_RSP] == stack);
  CHECK(seen.uc_mcontext.gregs[REG_RCX] == seen.uc_mcontext.gregs[REG_RIP]);
  CHECK_EQ(seen.uc_mcontext.gregs[REG_CSGSFS] & 0xffff, 0x33);
  CHECK(seen.uc_link == NULL);
  CHECK_EQ(sigismember(&seen.uc_sigmask, SIGUSR2), 1);

  handle_info(SIGILL, elsewhere, 0);
  __asm__ volatile("ud2");
  return 1;
}
