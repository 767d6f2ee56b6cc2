/* A fault whose signal is blocked or ignored ends the process: there is nowhere to go on. */
#include "process.h"

static void handler(int number) { _exit(number); }

static void fault(void) { *(volatile int *)16 = 1; }

static void blocked(void) {
  sigset_t set;
  sigfillset(&set);
  sigprocmask(SIG_SETMASK, &set, NULL);
  handle(SIGSEGV, handler, 0);
  fault();
}

static void ignored(void) {
  handle(SIGSEGV, SIG_IGN, 0);
  fault();
}

static void ignored_trap(void) {
  handle(SIGTRAP, SIG_IGN, 0);
  __asm__ volatile("int3");
}

static void fault_in_the_handler(int number) {
  (void)number;
  fault();
}

static void again_inside(void) {
  handle(SIGSEGV, fault_in_the_handler, 0);
  fault();
}

static void sent_while_ignored(void) {
  handle(SIGSEGV, SIG_IGN, 0);
  raise(SIGSEGV);
  handle(SIGILL, SIG_IGN, 0);
  kill(getpid(), SIGILL);
  _exit(7);
}

static void no_stack(void) {
  handle(SIGUSR1, handler, 0);
  __asm__ volatile(
      "mov $39, %%eax\n\tsyscall\n\tmov %%eax, %%edi\n\tmov $10, %%esi\n\tmov $62, %%eax\n\t"
      "mov $16, %%rsp\n\tsyscall\n\tud2"
      :
      :
      : "memory");
}

int main(void) {
  CHECK_EQ(in_child(blocked), KILLED_BY(SIGSEGV));
  CHECK_EQ(in_child(ignored), KILLED_BY(SIGSEGV));
  CHECK_EQ(in_child(ignored_trap), KILLED_BY(SIGTRAP));
  CHECK_EQ(in_child(again_inside), KILLED_BY(SIGSEGV));
  CHECK_EQ(in_child(sent_while_ignored), 7); /* one that was sent can be ignored */
  CHECK_EQ(in_child(no_stack), KILLED_BY(SIGSEGV)); /* no place for the handler's frame */
  return check_end();
}
