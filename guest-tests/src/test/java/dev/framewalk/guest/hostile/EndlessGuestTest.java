package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd.Exited;
import dev.framewalk.emulator.kernel.ProcessEnd.Killed;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.ProcessOutcome;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import dev.framewalk.emulator.machine.RunSummary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guests that never end, or take all that there is. */
@Timeout(60)
class EndlessGuestTest {
  private static final Budget SHORT = Budget.wallTime(Duration.ofMillis(50));
  private static final Budget COUNTED = Budget.instructions(20_000);

  private static final Program SPIN = HostileGuests.inline("1: jmp 1b");

  /** Thrown by a listener, to end a run. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final Program FINISHES =
      HostileGuests.inline(
          """
            mov ebx, 300
          1:
            sys sched_yield
            mov ecx, 1000
          2:
            loop 2b
            dec ebx
            jnz 1b
            print_line "done"
            exit
          """);

  static Stream<Named<Program>> endless() {
    return Map.ofEntries(
            Map.entry("spins", "1: jmp 1b"),
            Map.entry("yields", "1: sys sched_yield\n jmp 1b"),
            Map.entry("reads the time", "1: rdtsc\n jmp 1b"),
            Map.entry("asks for what it is", "1: xor eax, eax\n cpuid\n jmp 1b"),
            Map.entry(
                "calls what there is not",
                "1: inc ebx\n lea eax, [ebx + 0x10000]\n syscall\n jmp 1b"),
            Map.entry(
                "touches new pages",
                """
                1:
                  map_anonymous 65536, PROT_READ|PROT_WRITE
                  mov rbx, rax
                  mov ecx, 16
                2:
                  mov [rax], rcx
                  add rax, 4096
                  loop 2b
                  sys munmap, rbx, 65536
                  jmp 1b
                """),
            Map.entry("moves a string", "1: mov rdi, rsp\n mov ecx, 8\n rep stosb\n jmp 1b"),
            Map.entry(
                "maps",
                "1: map_anonymous 4096, PROT_READ\n map_anonymous 4096, PROT_WRITE\n jmp 1b"),
            Map.entry(
                "opens",
                """
                shm_name object, "/fw-hostile-open"
                  shm_open object, O_CREAT|O_RDWR, 0600
                1:
                  shm_open object, O_RDWR
                  jmp 1b
                """),
            Map.entry(
                "creates and unlinks",
                """
                shm_name object, "/fw-hostile-again"
                1:
                  shm_create object, 100000
                  sys close, rax
                  jmp 1b
                """),
            Map.entry(
                "prints",
                """
                  map_anonymous 1<<20, PROT_READ|PROT_WRITE
                  mov rbx, rax
                1:
                  sys write, 1, rbx, 1<<20
                  jmp 1b
                """))
        .entrySet()
        .stream()
        .map(entry -> Named.of(entry.getKey(), HostileGuests.inline(entry.getValue())));
  }

  @ParameterizedTest
  @MethodSource("endless")
  void wallTimeEndsTheRunAndTheMachineCanRunOn(Program program) throws Exception {
    try (Lab lab = new Lab()) {
      // Not to be kept: what a guest prints for ever is more than fits.
      lab.machine().load(program);
      for (int run = 0; run < 2; run++) {
        assertThat(lab.run(SHORT))
            .isInstanceOfSatisfying(
                BudgetExhausted.class,
                stopped -> assertThat(stopped.kind()).isEqualTo(BudgetExhausted.Kind.WALL_TIME));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("endless")
  void anInstructionBudgetEndsTheRunAtTheSamePlaceEachTime(Program program) throws Exception {
    assertThat(hashAfterBudget(program)).isEqualTo(hashAfterBudget(program));
  }

  private static long hashAfterBudget(Program program) throws Exception {
    try (Lab lab = new Lab()) {
      lab.machine().load(program);
      BudgetExhausted stopped = (BudgetExhausted) lab.run(COUNTED);
      assertThat(stopped.kind()).isEqualTo(BudgetExhausted.Kind.INSTRUCTIONS);
      return stopped.summary().scheduleHash();
    }
  }

  @ParameterizedTest
  @MethodSource("endless")
  void anotherProcessGetsItsTurnsAndFinishes(Program program) throws Exception {
    // What one prints for ever is not to take the other's room.
    MachineConfig config = MachineConfig.defaults().withOutputLimit(Long.MAX_VALUE);
    try (Lab lab = new Lab(config)) {
      Process finishing = lab.load(FINISHES);
      lab.machine().load(program);
      lab.machine()
          .listen(
              new MachineListener() {
                @Override
                public void ended(Process process) {
                  if (process == finishing) {
                    throw new Ended();
                  }
                }
              });
      assertThatThrownBy(lab::finish).isInstanceOf(Ended.class);
      assertThat(finishing.end()).contains(new Exited(0));
      assertThat(lab.output(0)).isEqualTo("done\n");
    }
  }

  @Test
  void twoThatSpinShareTheMachineEvenly() throws Exception {
    try (Lab lab = new Lab()) {
      lab.load(SPIN);
      lab.load(SPIN);
      BudgetExhausted stopped = (BudgetExhausted) lab.run(Budget.instructions(1_000_000));
      assertThat(stopped.kind()).isEqualTo(BudgetExhausted.Kind.INSTRUCTIONS);
      // Turns of 10,000 on average.
      assertThat(stopped.summary().switches()).isBetween(80L, 120L);
    }
  }

  @Test
  void aBudgetIsForOneRunAndTheNextOneGoesOn() throws Exception {
    try (Lab lab = new Lab()) {
      lab.load(FINISHES);
      int runs = 1;
      while (lab.run(Budget.instructions(300)) instanceof BudgetExhausted) {
        runs++;
      }
      // Each of the 300 loops takes 1,000 instructions, of which those between the last quantum
      // that was used up and a system call count as one: three budgets a loop.
      assertThat(runs).isGreaterThanOrEqualTo(300 * 3);
      assertThat(lab.output(0)).isEqualTo("done\n");
    }
  }

  @Test
  void whoFillsTheMemoryIsKilledAndTheOthersGoOn() throws Exception {
    Program fills =
        HostileGuests.inline(
            """
              sys mmap, 0, 1<<30, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|0x4000, -1, 0
            1:
              mov [rax], rax
              add rax, 4096
              jmp 1b
            """); // MAP_NORESERVE: else it is refused, being larger than the memory
    try (Lab lab = new Lab(MachineConfig.defaults().withMemory(8 << 20))) {
      lab.load(FINISHES);
      lab.load(fills);
      List<ProcessOutcome> outcomes = lab.finish();
      assertThat(outcomes.get(0).end()).contains(new Exited(0));
      assertThat(outcomes.get(1).end()).contains(new Killed(Signal.SIGKILL));
      assertThat(outcomes.get(1).fault().orElseThrow().summary())
          .contains("no frame is free")
          .contains("--memory");
    }
  }

  /** A disk that is full: write(2), ENOSPC. */
  @Test
  void whoPrintsForEverMeetsAFullDiskAndSoDoTheOthers() throws Exception {
    Program prints =
        HostileGuests.inline(
            """
              map_anonymous 1<<20, PROT_READ|PROT_WRITE
              mov rbx, rax
              xor ebp, ebp
            1:
              mov edi, ebp
              and edi, 1
              inc edi                  /* standard output and standard error by turns */
              inc ebp
              sys write, rdi, rbx, 300000
              test rax, rax
              js 2f
              add r12, rax
              jmp 1b
            2:
              assert_errno ENOSPC
              cmp r12, 1000000
              sete dil
              movzx edi, dil
              sys exit_group, rdi
            """);
    try (Lab lab = new Lab(MachineConfig.defaults().withOutputLimit(1_000_000))) {
      lab.load(prints);
      lab.load(
          HostileGuests.inline(
              """
                mov ebx, 100
              1:
                sys sched_yield
                dec ebx
                jnz 1b
                sys write, 1, rsp, 1
                assert_errno ENOSPC
                exit
              """));
      RunSummary summary = lab.run(Lab.PLENTY).summary();
      assertThat(summary.outputLimitReached()).isTrue();
      assertThat(summary.processes().get(0).end()).contains(new Exited(1));
      assertThat(summary.processes().get(1).end()).contains(new Exited(0));
      assertThat(lab.output(0)).hasSize(1_000_000);
      assertThat(lab.output(1)).isEmpty();
    }
  }

  @Test
  void whatFitsTheLimitExactlyIsNotCut() throws Exception {
    try (Lab lab = new Lab(MachineConfig.defaults().withOutputLimit(5))) {
      lab.load(FINISHES);
      RunSummary summary = lab.run(Lab.PLENTY).summary();
      assertThat(summary.outputLimitReached()).isFalse();
      assertThat(lab.output(0)).isEqualTo("done\n");
    }
  }

  @Test
  void whoOpensForEverGetsAsManyDescriptorsAsThereAre() throws Exception {
    Program opens =
        HostileGuests.inline(
            """
            shm_name object, "/fw-hostile-many"
              shm_open object, O_CREAT|O_RDWR, 0600
            1:
              shm_open object, O_RDWR
              test rax, rax
              jns 1b
              assert_errno EMFILE
              exit
            """);
    assertThat(Lab.statusOf(opens)).isZero();
  }

  @Test
  void whoMapsForEverGetsAsManyRegionsAsLinuxGives() throws Exception {
    Program maps =
        HostileGuests.inline(
            """
              xor ebx, ebx
            1:
              map_anonymous 4096, PROT_READ
              test rax, rax
              js 2f
              inc ebx
              map_anonymous 4096, PROT_READ|PROT_WRITE
              test rax, rax
              js 2f
              inc ebx
              jmp 1b
            2:
              assert_errno ENOMEM
              /* vm.max_map_count is 65530: it takes some for text, data and stack. */
              assert_below rbx, 65531
              assert_below 65500, rbx
              exit
            """);
    assertThat(Lab.statusOf(maps)).isZero();
  }

  @Test
  void unknownSystemCallsAreNotRememberedForEver() throws Exception {
    Program tries =
        HostileGuests.inline(
            """
              mov ebx, 1000
            1:
              lea eax, [ebx + 100000]
              syscall
              assert_errno ENOSYS
              dec ebx
              jnz 1b
              exit
            """);
    try (Lab lab = new Lab()) {
      lab.load(tries);
      assertThat(lab.run(Lab.PLENTY).summary().unknownCalls()).hasSize(256);
    }
  }
}
