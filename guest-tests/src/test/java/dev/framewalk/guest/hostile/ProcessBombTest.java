package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.KernelConfig;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd.Exited;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import dev.framewalk.emulator.machine.RunResult.Deadlocked;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that make processes and threads, or run programs, without end. */
@Timeout(60)
class ProcessBombTest {
  private static final Budget SHORT = Budget.wallTime(Duration.ofMillis(500));

  /** Enough for as many processes as there may be, each with its own tables and stack. */
  private static final MachineConfig ROOMY = MachineConfig.defaults().withMemory(512 << 20);

  /** Forks children that wait until that is refused, then kills and waits for them. */
  private static final Program FORKS =
      HostileGuests.inline(
          """
          .set SYS_pause, 34
          .macro children_until errno
            xor ebx, ebx
          1:
            sys fork
            test rax, rax
            jz 3f
            js 2f
            inc ebx
            jmp 1b
          3:
            sys pause
            jmp 3b
          2:
            cmp rax, -\\errno
            mov edi, 2
            jne wrong
            mov r12, rbx
            sys kill, -1, 9
            test rax, rax
            mov edi, 3
            jnz wrong
          4:
            sys wait4, -1, 0, 0, 0
            test rax, rax
            js 5f
            dec r12
            jmp 4b
          5:
            cmp rax, -ECHILD
            mov edi, 4
            jne wrong
            test r12, r12
            mov edi, 5
            jnz wrong
          .endm
            cmp qword ptr [rsp], 1
            jne another
            children_until EAGAIN
            mov r14, rbx
            children_until EAGAIN
            assert_eq rbx, r14
            assert_eq rbx, 4095
            exit
          another:
            /* Nothing is stored from here on: a page of its own is more than there is. */
            children_until ENOMEM
            mov r14, rbx
            children_until ENOMEM
            cmp rbx, r14
            mov edi, 6
            jne wrong
            exit
          wrong:
            mov eax, SYS_exit_group
            syscall
          """);

  @Test
  void whoForksForEverIsToldThatThereAreTooManyProcesses() throws Exception {
    assertThat(KernelConfig.DEFAULT_TASKS).isEqualTo(4096);
    try (Lab lab = new Lab(ROOMY)) {
      lab.load(FORKS.withArguments(List.of()));
      assertThat(lab.finish().get(0).end()).contains(new Exited(0));
      assertThat(lab.machine().kernel().processes()).isEmpty();
    }
  }

  @Test
  void whoForksForEverInLittleMemoryIsToldThatItIsFull() throws Exception {
    try (Lab lab = new Lab(MachineConfig.defaults().withMemory(4 << 20))) {
      lab.load(FORKS.withArguments(List.of("memory")));
      assertThat(lab.finish().get(0).end()).contains(new Exited(0));
      assertThat(lab.machine().kernel().processes()).isEmpty();
    }
  }

  /** A child that nobody waits for keeps its number (fork(2), EAGAIN: RLIMIT_NPROC counts it). */
  @Test
  void whoNeverWaitsForItsChildrenIsToldThatThereAreTooMany() throws Exception {
    Program litters =
        HostileGuests.inline(
            """
              xor ebx, ebx
            1:
              sys fork
              test rax, rax
              jz 3f
              js 2f
              inc ebx
              jmp 1b
            3:
              sys exit, 0
            2:
              assert_errno EAGAIN
              assert_eq rbx, 4095
              exit
            """);
    try (Lab lab = new Lab()) {
      lab.load(litters);
      assertThat(lab.finish().get(0).end()).contains(new Exited(0));
      assertThat(lab.machine().kernel().processes()).isEmpty();
    }
  }

  /** Each fork copies sixty thousand mappings: the host would run out of memory, not the guest. */
  @Test
  void whoForksWithAllItsMappingsIsToldThatThereIsNoMemory() throws Exception {
    Program copies =
        HostileGuests.inline(
            """
            .set SYS_pause, 34
              mov ebx, 30000
            1:
              map_anonymous 4096, PROT_READ
              assert_ok
              map_anonymous 4096, PROT_WRITE
              assert_ok
              dec ebx
              jnz 1b
            2:
              sys fork
              test rax, rax
              jz 4f
              js 3f
              inc ebx
              jmp 2b
            3:
              assert_errno ENOMEM
              assert_below 8, rbx
              assert_below rbx, 20
              sys kill, -1, 9
              exit
            4:
              sys pause
              jmp 4b
            """);
    try (Lab lab = new Lab()) {
      lab.load(copies);
      assertThat(lab.finish().get(0).end()).contains(new Exited(0));
      assertThat(lab.machine().kernel().processes()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4 << 20, 64 << 20, 512 << 20})
  void aForkBombLeavesAMachineThatStopsAtItsBudgetAndServesTheNext(long memory) throws Exception {
    try (Lab lab = new Lab(MachineConfig.defaults().withMemory(memory))) {
      lab.load(HostileGuests.inline("1: sys fork\n jmp 1b"));
      assertThat(lab.run(SHORT)).isInstanceOf(BudgetExhausted.class);
      assertThat(lab.machine().kernel().processes()).hasSizeBetween(2, KernelConfig.DEFAULT_TASKS);
      lab.machine().kernel().processes().forEach(lab.machine()::kill);

      Process after = lab.load(HostileGuests.inline("exit 7"));
      assertThat(lab.finish()).isNotEmpty();
      assertThat(after.end()).contains(new Exited(7));
    }
  }

  @Test
  void aForkBombEndsAtTheSamePlaceEachTime() throws Exception {
    assertThat(hashOfForkBomb()).isEqualTo(hashOfForkBomb());
  }

  private static long hashOfForkBomb() throws Exception {
    try (Lab lab = new Lab(MachineConfig.defaults().withMemory(4 << 20))) {
      lab.load(HostileGuests.inline("1: sys fork\n jmp 1b"));
      RunResult result = lab.run(Budget.instructions(50_000));
      assertThat(result).isInstanceOf(BudgetExhausted.class);
      return result.summary().scheduleHash();
    }
  }

  /** Each child borrows the memory of its parent, which waits, so that it takes no frame. */
  @Test
  void aChainOfVforksEndsWhereThereAreTooManyTasks() throws Exception {
    Program chain =
        HostileGuests.inline(
            """
              xor ebx, ebx
            1:
              sys vfork
              test rax, rax
              js 2f
              jnz 3f
              inc ebx
              jmp 1b
            2:
              assert_errno EAGAIN
              assert_eq rbx, 4095
            3:
              exit
            """);
    try (Lab lab = new Lab()) {
      lab.load(chain);
      assertThat(lab.finish().get(0).end()).contains(new Exited(0));
      assertThat(lab.machine().kernel().processes()).isEmpty();
    }
  }

  @Test
  void whoMakesThreadsForEverIsToldThatThereAreTooManyAndEndsThemAll() throws Exception {
    Program threads =
        HostileGuests.inline(
            """
            .set SYS_pause, 34
              xor ebx, ebx
            1:
              /* VM, FS, FILES, SIGHAND, THREAD */
              sys clone, 0x10f00, rsp, 0, 0, 0
              test rax, rax
              jz 3f
              js 2f
              inc ebx
              jmp 1b
            3:
              sys pause
              jmp 3b
            2:
              assert_errno EAGAIN
              assert_eq rbx, 4095
              exit 5
            """);
    try (Lab lab = new Lab()) {
      lab.load(threads);
      assertThat(lab.finish().get(0).end()).contains(new Exited(5));
    }
  }

  @Test
  void whoRunsItselfForEverTakesNoMoreThanOnce() throws Exception {
    Program again =
        HostileGuests.inline(
            """
            .pushsection .rodata
            self: .asciz "/proc/self/exe"
            .popsection
              sys execve, offset(self), 0, 0
              exit 1
            """);
    try (Lab lab = new Lab()) {
      lab.load(again);
      assertThat(lab.run(Budget.instructions(1000))).isInstanceOf(BudgetExhausted.class);
      long early = lab.machine().frames().used();
      assertThat(lab.run(SHORT)).isInstanceOf(BudgetExhausted.class);
      assertThat(lab.machine().frames().used()).isLessThan(early + 20);
      assertThat(lab.machine().kernel().processes()).hasSize(1);
    }
  }

  /** execve(2): a string may have 128 KiB, all of them a quarter of the stack's limit. */
  @Test
  void argumentsThatAreTooLongAreRefused() throws Exception {
    Program exec =
        HostileGuests.inline(
            """
            .pushsection .rodata
            self: .asciz "/proc/self/exe"
            empty: .asciz ""
            .popsection
              map_anonymous 8<<20, PROT_READ|PROT_WRITE
              mov rbx, rax
              /* One string of 128 KiB and a byte. */
              mov rdi, rbx
              mov ecx, 131072
              mov al, 'x'
              rep stosb
              lea r12, [rbx + 0x100000]
              mov [r12], rbx
              sys execve, offset(self), r12, 0
              assert_errno E2BIG
              sys execve, offset(self), 0, r12
              assert_errno E2BIG
              /* Forty of 100,000 bytes. */
              mov byte ptr [rbx + 100000], 0
              mov rdi, r12
              mov ecx, 40
              mov rax, rbx
              rep stosq
              sys execve, offset(self), r12, 0
              assert_errno E2BIG
              /* A million empty ones. */
              mov rdi, rbx
              mov ecx, (8<<20) / 8 - 1
              mov eax, offset empty
              rep stosq
              sys execve, offset(self), rbx, 0
              assert_errno E2BIG
              sys execve, offset(self), 0, rbx
              assert_errno E2BIG
              /* What is not there. */
              sys execve, offset(self), -4096, 0
              assert_errno EFAULT
              sys execve, offset(self), 0, 0x800000000000
              assert_errno EFAULT
              sys execve, 0xffff800000000000, 0, 0
              assert_errno EFAULT
              exit
            """);
    assertThat(Lab.statusOf(exec)).isZero();
  }

  /** Whatever a clone makes ends at once; who called it waits for what it may wait for. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void cloneWithAnyFlagsMakesATaskOrRefuses(long seed) throws Exception {
    Program clones =
        HostileGuests.inline(
            """
              number_argument 1, 1
              mov r12, rax
              movabs rax, 0x9e3779b97f4a7c15
              imul r12, rax
              or r12, 1
              mov ebx, 3000
              xor ebp, ebp            /* how many were made */
            1:
              mov rax, r12
              shr rax, 12
              xor r12, rax
              mov rax, r12
              shl rax, 25
              xor r12, rax
              mov rax, r12
              shr rax, 27
              xor r12, rax
              mov rdi, r12
              mov rcx, r12
              rol rcx, 21
              and rdi, rcx            /* fewer bits: more that is served */
              and edi, 0xffffff00     /* the end tells nobody: no signal ends the parent */
              mov rsi, r12            /* a stack that is none */
              mov rdx, r12
              mov r10, r12
              mov r8, r12
              mov eax, SYS_clone
              syscall
              test rax, rax
              jnz 2f
              sys exit, 0
            2:
              js 3f
              inc ebp
            3:
              sys wait4, -1, 0, 0x40000001, 0     /* __WALL, WNOHANG */
              dec ebx
              jnz 1b
              assert_below 20, rbp
              exit
            """,
            seed);
    try (Lab lab = new Lab()) {
      lab.load(clones);
      assertThat(lab.finish().get(0).end()).contains(new Exited(0));
    }
  }

  @Test
  void aParentThatWaitsForAStoppedChildIsReportedAndBothCanBeEnded() throws Exception {
    Program waits =
        HostileGuests.inline(
            """
              sys fork
              test rax, rax
              jnz 1f
              sys getpid
              sys kill, rax, 19
            1:
              sys wait4, -1, 0, 0, 0
              exit
            """);
    try (Lab lab = new Lab()) {
      lab.load(waits);
      assertThat(lab.run(Lab.PLENTY))
          .isInstanceOfSatisfying(Deadlocked.class, stuck -> assertThat(stuck.waits()).hasSize(2));
    }
  }
}
