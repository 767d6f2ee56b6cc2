/*
 * How a handler is entered: the stack's alignment, the arguments, the direction flag, and the 128
 * bytes below the interrupted stack pointer, which are the program's.
 *
 * Builds: static-pie
 */
#include "process.h"

#include <stdint.h>

/* Not static: what only assembly stores is no variable to the compiler. */
volatile uint64_t entry_rsp, entry_rdi, entry_rsi, entry_rdx, entry_flags, entry_rax;
volatile int entry_signal;

/* Stores what it is entered with and returns by the return address it finds. */
__attribute__((naked)) static void handler(int number, siginfo_t *info, void *context) {
  __asm__(
      "mov %rsp, entry_rsp(%rip)\n\tmov %rdi, entry_rdi(%rip)\n\tmov %rsi, entry_rsi(%rip)\n\t"
      "mov %rdx, entry_rdx(%rip)\n\tmov %rax, entry_rax(%rip)\n\tpushfq\n\t"
      "mov (%rsi), %ecx\n\tmov %ecx, entry_signal(%rip)\n\tpop entry_flags(%rip)\n\tret");
  (void)number;
  (void)info;
  (void)context;
}

static int check_entry(const char *what, int number) {
  CHECK_ROW(what, entry_rsp % 16, 8);
  CHECK_ROW("  first argument", entry_rdi, number);
  CHECK_ROW("  siginfo above the stack pointer", entry_rsi > entry_rsp, 1);
  CHECK_ROW("  context above the stack pointer", entry_rdx > entry_rsp, 1);
  CHECK_ROW("  the signal in siginfo", entry_signal, number);
  CHECK_ROW("  direction flag", entry_flags >> 10 & 1, 0);
  CHECK_ROW("  trap flag", entry_flags >> 8 & 1, 0);
  CHECK_ROW("  RAX", entry_rax, 0);
  return 0;
}

/* Stores 16 words into its red zone, calls kill, and counts the words that are still right. */
static int red_zone(int number) {
  uint64_t right;
  register int64_t pid __asm__("rdi") = getpid();
  register int64_t signal_number __asm__("rsi") = number;
  __asm__ volatile(
      "mov $16, %%ecx\n"
      "1:\tmov %%rcx, %%rax\n\tneg %%rax\n\tlea 0x77(%%rcx), %%rdx\n\t"
      "mov %%rdx, (%%rsp,%%rax,8)\n\tdec %%ecx\n\tjnz 1b\n\t"
      "mov $62, %%eax\n\tsyscall\n\t"
      "xor %0, %0\n\tmov $16, %%ecx\n"
      "2:\tmov %%rcx, %%rax\n\tneg %%rax\n\tlea 0x77(%%rcx), %%rdx\n\t"
      "cmp %%rdx, (%%rsp,%%rax,8)\n\tjne 3f\n\tinc %0\n3:\tdec %%ecx\n\tjnz 2b"
      : "=&r"(right)
      : "r"(pid), "r"(signal_number)
      : "rax", "rcx", "rdx", "r11", "memory", "cc");
  return (int)right;
}

int main(void) {
  handle_info(SIGUSR1, handler, 0);
  CHECK_EQ(raise(SIGUSR1), 0);
  check_entry("raised", SIGUSR1);
  CHECK_EQ(red_zone(SIGUSR1), 16);
  check_entry("from a leaf", SIGUSR1);

  /* whatever the stack pointer is when it comes, and with the direction flag set */
  for (int shift = 0; shift < 16; shift += 4) {
    uint64_t pid = (uint64_t)getpid(), moved = (uint64_t)shift;
    entry_rsp = 0;
    __asm__ volatile(
        "mov %%rsp, %%r12\n\tsub $256, %%rsp\n\tsub %[moved], %%rsp\n\tstd\n\t"
        "mov $10, %%esi\n\tmov $62, %%eax\n\tsyscall\n\tcld\n\tmov %%r12, %%rsp"
        :
        : "D"(pid), [moved] "r"(moved)
        : "rax", "rcx", "r11", "rsi", "r12", "memory", "cc");
    check_entry("moved stack", SIGUSR1);
  }
  static char stack[65536];
  stack_t alternative = {.ss_sp = stack + 3, .ss_size = sizeof stack - 5};
  CHECK_EQ(sigaltstack(&alternative, NULL), 0);
  handle_info(SIGUSR1, handler, SA_ONSTACK);
  CHECK_EQ(raise(SIGUSR1), 0);
  check_entry("on an alternate stack at an odd address", SIGUSR1);
  CHECK((char *)(uintptr_t)entry_rsp > stack && (char *)(uintptr_t)entry_rsp < stack + sizeof stack);
  return check_end();
}
