/*
 * A handler that destroys every register leaves the interrupted program's untouched; the frame
 * holds the vector registers, and what is changed there takes effect.
 *
 * Builds: static-pie
 */
#include "process.h"

#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <ucontext.h>

static uint64_t vectors[32], after[32], general[8];
static uint32_t mxcsr_inside;
static uint64_t in_frame[2];
static volatile int change;

static void handler(int number, siginfo_t *info, void *context) {
  ucontext_t *user = context;
  uint32_t mxcsr = 0x1f80 | 3 << 13; /* towards zero */
  (void)number;
  (void)info;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr_inside));
  /* 16 bytes each from byte 160 on: Intel SDM 1 10.5.1 "FXSAVE Area" */
  char *area = (char *)user->uc_mcontext.fpregs;
  memcpy(in_frame, area + 160 + 5 * 16, 16);
  if (change) memset(area + 160 + 5 * 16, 0xee, 16);
  __asm__ volatile(
      "pcmpeqd %%xmm0, %%xmm0\n\tmovdqa %%xmm0, %%xmm1\n\tmovdqa %%xmm0, %%xmm2\n\t"
      "movdqa %%xmm0, %%xmm3\n\tmovdqa %%xmm0, %%xmm4\n\tmovdqa %%xmm0, %%xmm5\n\t"
      "movdqa %%xmm0, %%xmm6\n\tmovdqa %%xmm0, %%xmm7\n\tmovdqa %%xmm0, %%xmm8\n\t"
      "movdqa %%xmm0, %%xmm9\n\tmovdqa %%xmm0, %%xmm10\n\tmovdqa %%xmm0, %%xmm11\n\t"
      "movdqa %%xmm0, %%xmm12\n\tmovdqa %%xmm0, %%xmm13\n\tmovdqa %%xmm0, %%xmm14\n\t"
      "movdqa %%xmm0, %%xmm15\n\tldmxcsr %0\n\tfninit\n\tfldpi\n\tfldpi\n\tfldpi"
      :
      : "m"(mxcsr)
      : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
        "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}

static void send_with_all_set(void) {
  uint64_t pid = (uint64_t)getpid();
  for (int i = 0; i < 32; i++) vectors[i] = 0x0101010101010101UL * (uint64_t)(i + 1);
  memset(after, 0, sizeof after);
  __asm__ volatile(
      "lea %[vectors], %%rax\n\t"
      "movdqu (%%rax), %%xmm0\n\tmovdqu 16(%%rax), %%xmm1\n\tmovdqu 32(%%rax), %%xmm2\n\t"
      "movdqu 48(%%rax), %%xmm3\n\tmovdqu 64(%%rax), %%xmm4\n\tmovdqu 80(%%rax), %%xmm5\n\t"
      "movdqu 96(%%rax), %%xmm6\n\tmovdqu 112(%%rax), %%xmm7\n\tmovdqu 128(%%rax), %%xmm8\n\t"
      "movdqu 144(%%rax), %%xmm9\n\tmovdqu 160(%%rax), %%xmm10\n\tmovdqu 176(%%rax), %%xmm11\n\t"
      "movdqu 192(%%rax), %%xmm12\n\tmovdqu 208(%%rax), %%xmm13\n\tmovdqu 224(%%rax), %%xmm14\n\t"
      "movdqu 240(%%rax), %%xmm15\n\t"
      "mov $101, %%ebx\n\tmov $108, %%r8d\n\tmov $109, %%r9d\n\tmov $110, %%r10d\n\t"
      "mov $112, %%r12d\n\tmov $113, %%r13d\n\tmov $114, %%r14d\n\tmov $115, %%r15d\n\t"
      "mov $10, %%esi\n\tmov $62, %%eax\n\tsyscall\n\t"
      "mov %%rbx, %[g0]\n\tmov %%r8, %[g1]\n\tmov %%r9, %[g2]\n\tmov %%r10, %[g3]\n\t"
      "mov %%r12, %[g4]\n\tmov %%r13, %[g5]\n\tmov %%r14, %[g6]\n\tmov %%r15, %[g7]\n\t"
      "lea %[after], %%rax\n\t"
      "movdqu %%xmm0, (%%rax)\n\tmovdqu %%xmm1, 16(%%rax)\n\tmovdqu %%xmm2, 32(%%rax)\n\t"
      "movdqu %%xmm3, 48(%%rax)\n\tmovdqu %%xmm4, 64(%%rax)\n\tmovdqu %%xmm5, 80(%%rax)\n\t"
      "movdqu %%xmm6, 96(%%rax)\n\tmovdqu %%xmm7, 112(%%rax)\n\tmovdqu %%xmm8, 128(%%rax)\n\t"
      "movdqu %%xmm9, 144(%%rax)\n\tmovdqu %%xmm10, 160(%%rax)\n\tmovdqu %%xmm11, 176(%%rax)\n\t"
      "movdqu %%xmm12, 192(%%rax)\n\tmovdqu %%xmm13, 208(%%rax)\n\tmovdqu %%xmm14, 224(%%rax)\n\t"
      "movdqu %%xmm15, 240(%%rax)"
      : [after] "=m"(after), [g0] "=m"(general[0]), [g1] "=m"(general[1]), [g2] "=m"(general[2]),
        [g3] "=m"(general[3]), [g4] "=m"(general[4]), [g5] "=m"(general[5]),
        [g6] "=m"(general[6]), [g7] "=m"(general[7])
      : [vectors] "m"(vectors), "D"(pid)
      : "rax", "rbx", "rcx", "rsi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory",
        "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
        "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}

int main(void) {
  handle_info(SIGUSR1, handler, 0);
  uint32_t mxcsr = 0x1f80 | 2 << 13, mxcsr_after = 0; /* up */
  __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
  uint16_t control = 0x0f7f, control_after = 0; /* x87: towards zero, all masked */
  __asm__ volatile("fldcw %0" : : "m"(control));
  send_with_all_set();
  CHECK_EQ(memcmp(vectors, after, sizeof vectors), 0);
  CHECK_EQ(in_frame[0], 0x0b0b0b0b0b0b0b0b);
  CHECK_EQ(in_frame[1], 0x0c0c0c0c0c0c0c0c);
  static const uint64_t wanted[8] = {101, 108, 109, 110, 112, 113, 114, 115};
  CHECK_EQ(memcmp(general, wanted, sizeof general), 0);
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr_after));
  CHECK_EQ(mxcsr_after & 0xffc0, 0x1f80 | 2 << 13);
  CHECK_EQ(mxcsr_inside & 0x1f80, 0x1f80);
  __asm__ volatile("fnstcw %0" : "=m"(control_after));
  CHECK_EQ(control_after, 0x0f7f);

  change = 1;
  send_with_all_set();
  CHECK_EQ(after[9], vectors[9]);
  CHECK_EQ(after[10], (int64_t)0xeeeeeeeeeeeeeeee);
  CHECK_EQ(after[11], (int64_t)0xeeeeeeeeeeeeeeee);
  CHECK_EQ(after[12], vectors[12]);

  /* a computation is interrupted again and again, and comes to the same result */
  change = 0;
  mxcsr = 0x1f80;
  control = 0x037f;
  __asm__ volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(mxcsr), "m"(control));
  double sum = 0, undisturbed = 0;
  long double long_sum = 0, long_undisturbed = 0;
  for (int i = 1; i < 2000000; i++) undisturbed += 1.0 / i, long_undisturbed += 1.0L / i;
  pid_t child = pester(SIGUSR1);
  for (int i = 1; i < 2000000; i++) sum += 1.0 / i, long_sum += 1.0L / i;
  stop_pestering(child);
  CHECK(sum == undisturbed);
  CHECK(long_sum == long_undisturbed);
  /* a child has the floating-point state of its parent */
  mxcsr = 0x1f80 | 1 << 13;
  __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
  child = fork();
  if (child == 0) {
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr_after));
    _exit((mxcsr_after & 0xe000) == 1 << 13 ? 0 : 1);
  }
  CHECK_EQ(outcome(child), 0);
  return check_end();
}
