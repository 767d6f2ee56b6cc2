package dev.framewalk.emulator.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import dev.framewalk.pagetable.table.Access;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials: what a run is, where it stops, what it leaves. */
final class LiveTrialTest {
  private static final String HEAD = ".include \"guest.inc\"\n.global _start\n";

  private static final String LEAVES_AN_OBJECT =
      HEAD
          + "shm_name ring, \"/fw-harness-ring\"\n"
          + "_start: shm_create ring, 4096\n"
          + "map_shared rax, 4096\n"
          + "mov qword ptr [rax], 42\n"
          + "stored: print_line \"stored\"\n"
          + "exit 7\n";

  private static final String STORES_INTO_CODE =
      HEAD + "_start: nop\nstore: mov dword ptr [rip + _start], 0\nexit\n";

  private static final String LOOPS = HEAD + "_start: jmp _start\n";

  private static final String WAITS =
      HEAD
          + "_start: sys mmap, 0, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0\n"
          + "mov edi, eax\nmov rdi, rax\nxor esi, esi\nxor edx, edx\nxor r10d, r10d\n"
          + "mov eax, 202\nsyscall\nexit\n";

  @TempDir Path directory;

  private Trial trial(String... sources) throws HarnessException {
    final ProgramMaker maker = ProgramMaker.in(directory.resolve("cache"));
    final List<TestProgram> programs = new java.util.ArrayList<>();
    for (int i = 0; i < sources.length; i++) {
      programs.add(maker.makeOfText("p" + i, sources[i]));
    }
    return Trial.of("a trial", programs);
  }

  @Test
  void aRunTellsHowEachProcessEndedAndWhatItLeft() throws HarnessException {
    try (LiveTrial live = LiveTrial.start(trial(LEAVES_AN_OBJECT))) {
      assertThat(live.started()).isFalse();
      final RunResult result = live.runToEnd();
      assertThat(result).isInstanceOf(RunResult.Finished.class);
      final TestedProcess process = live.process("p0");
      assertThat(process.output()).isEqualTo("stored\n");
      assertThat(process.end().orElseThrow().exitStatus()).isEqualTo(7);
      assertThat(EndText.of(process)).isEqualTo("exited with status 7");
      final Leftovers left = live.finish();
      assertThat(left.objects()).containsExactly("/fw-harness-ring");
      assertThat(left.sound()).isTrue();
      assertThat(left.living()).isEmpty();
      assertThat(live.finish()).isSameAs(left);
    }
  }

  @Test
  void aRunStopsBeforeTheInstructionAtASymbolAndItsTablesStand() throws HarnessException {
    try (LiveTrial live = LiveTrial.start(trial(LEAVES_AN_OBJECT))) {
      final TestedProcess process = live.process("p0");
      final Stop stop = live.runTo(process, "stored");
      assertThat(stop).isInstanceOf(Stop.AtBreakpoint.class);
      assertThat(process.output()).isEmpty();
      assertThat(process.space()).isNotNull();
      final Leftovers left = live.finish();
      assertThat(left.living()).hasSize(1);
      assertThat(left.sound()).isTrue();
    }
  }

  @Test
  void aSymbolThatIsNotThereIsToldWithThoseThatAre() throws HarnessException {
    try (LiveTrial live = LiveTrial.start(trial(LOOPS))) {
      assertThatThrownBy(() -> live.runTo(live.process("p0"), "strat"))
          .isInstanceOf(HarnessException.class)
          .hasMessageContaining("p0 has no symbol strat; it has ")
          .hasMessageContaining("_start");
    }
  }

  @Test
  void aFaultIsToldWithItsReasonAndItsSourceLine() throws HarnessException {
    try (LiveTrial live = LiveTrial.start(trial(STORES_INTO_CODE))) {
      live.runToEnd();
      final FaultFacts fault = live.process("p0").faultFacts().orElseThrow();
      assertThat(fault.signal()).isEqualTo(Signal.SIGSEGV);
      assertThat(fault.access()).contains(Access.WRITE);
      assertThat(fault.reason()).isEqualTo(FaultReason.READ_ONLY);
      assertThat(fault.symbol()).isEqualTo("store");
      assertThat(fault.line().orElseThrow()).hasToString("p0.S:4");
      // Intel SDM 3A 4.7: P, W/R and U/S are set.
      assertThat(fault.errorCode()).hasValue(7);
      assertThat(EndText.of(fault)).contains("write of 0x401").contains("at store, p0.S:4");
    }
  }

  @Test
  void theBudgetOfInstructionsEndsARunThatDoesNot() throws HarnessException {
    final Trial trial = trial(LOOPS).withBudget(Trial.instructions(1_000_000));
    try (LiveTrial live = LiveTrial.start(trial)) {
      assertThat(live.runToEnd())
          .isInstanceOfSatisfying(
              BudgetExhausted.class,
              used -> assertThat(used.kind()).isEqualTo(BudgetExhausted.Kind.INSTRUCTIONS));
      assertThat(live.finish().sound()).isTrue();
    }
  }

  @Test
  void aForkBombUsesUpTheBudgetOfInstructionsBeforeTheHostsTime() throws HarnessException {
    final Trial trial =
        trial(HEAD + "_start: mov eax, 57\nsyscall\njmp _start\n")
            .withBudget(Trial.instructions(20_000));
    try (LiveTrial live = LiveTrial.start(trial)) {
      final BudgetExhausted used = (BudgetExhausted) live.runToEnd();
      assertThat(used.kind()).isEqualTo(BudgetExhausted.Kind.INSTRUCTIONS);
      assertThat(used.summary().syscalls()).isLessThanOrEqualTo(20_000);
    }
    assertThat(Trial.instructions(100).exitWeight()).isEqualTo(1);
    assertThat(Trial.instructions(Trial.DEFAULT_INSTRUCTIONS).exitWeight()).isEqualTo(400);
    assertThat(Trial.instructions(Long.MAX_VALUE).exitWeight()).isEqualTo(400);
  }

  @Test
  void theHostsClockEndsARunThatHasNoOtherBudget() throws HarnessException {
    final Trial trial =
        trial(LOOPS)
            .withBudget(new Budget(Optional.of(Duration.ofMillis(200)), OptionalLong.empty()));
    try (LiveTrial live = LiveTrial.start(trial)) {
      assertThat(live.runToEnd())
          .isInstanceOfSatisfying(
              BudgetExhausted.class,
              used -> assertThat(used.kind()).isEqualTo(BudgetExhausted.Kind.WALL_TIME));
      assertThat(live.finish().sound()).isTrue();
    }
  }

  @Test
  void aDeadlockIsTheEndOfARun() throws HarnessException {
    try (LiveTrial live = LiveTrial.start(trial(WAITS))) {
      assertThat(live.runToEnd()).isInstanceOf(RunResult.Deadlocked.class);
      assertThat(live.finish().living()).hasSize(1);
    }
  }

  @Test
  void theSameTrialHasTheSameScheduleHashAgain() throws HarnessException {
    final Trial trial = trial(LEAVES_AN_OBJECT, STORES_INTO_CODE).withSeed(5);
    final long first;
    try (LiveTrial live = LiveTrial.start(trial)) {
      first = live.runToEnd().summary().scheduleHash();
    }
    try (LiveTrial live = LiveTrial.start(trial)) {
      assertThat(live.runToEnd().summary().scheduleHash()).isEqualTo(first);
    }
  }

  @Test
  void evidenceIsWrittenOfARunThatIsMadeAgain() throws HarnessException, IOException {
    final Path to = directory.resolve("evidence/one");
    final List<Path> files = Evidence.write(trial(STORES_INTO_CODE), to);
    assertThat(files).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    assertThat(Files.readString(to.resolve("tables.txt")))
        .contains("before SIGSEGV ends it")
        .contains("0000000000401000");
    assertThat(Files.readString(to.resolve("trace.txt"))).contains("SIGSEGV");
  }

  @Test
  void theSameProgramsRunOnTheHostsLinux() throws HarnessException {
    final Trial trial = trial(LEAVES_AN_OBJECT);
    final NativeTrial.Outcome outcome = NativeTrial.run(trial);
    assertThat(outcome.ends()).containsExactly(new NativeHost.End(7, "stored\n", ""));
    assertThat(outcome.objects()).containsExactly("/fw-harness-ring");
    assertThat(NativeTrial.run(trial).objects()).hasSize(1);
  }

  @Test
  void inputReachesAProgramHereAndThere() throws HarnessException {
    final String echo =
        HEAD
            + ".bss\nbuffer: .skip 64\n.text\n"
            + "_start: sys read, 0, offset(buffer), 64\n"
            + "mov rdx, rax\nsys write, 1, offset(buffer), rdx\nexit\n";
    final TestProgram program =
        ProgramMaker.in(directory.resolve("cache"))
            .makeOfText("echo", echo)
            .withInput("a line\n".getBytes(StandardCharsets.UTF_8));
    final Trial trial = Trial.of("input", List.of(program));
    try (LiveTrial live = LiveTrial.start(trial)) {
      live.runToEnd();
      assertThat(live.process("echo").output()).isEqualTo("a line\n");
    }
    assertThat(NativeTrial.run(trial).ends().get(0).output()).isEqualTo("a line\n");
  }

  @Test
  void whatIsNoProgramIsRefusedWithWhatToDo() throws IOException {
    final ProgramMaker maker = ProgramMaker.in(directory.resolve("cache"));
    final Path text = Files.writeString(directory.resolve("x.elf"), "hello");
    assertThatThrownBy(() -> maker.make("x", text))
        .hasMessage("x.elf: not an ELF file; give a static x86-64 program or a .S file");
    assertThatThrownBy(() -> maker.make("d", directory)).hasMessageContaining("a directory");
    assertThatThrownBy(() -> maker.make("n", directory.resolve("none.S")))
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> maker.makeOfText("bad", "_start: mvo eax, 1\n"))
        .hasMessageContaining("bad.S:1");
  }
}
