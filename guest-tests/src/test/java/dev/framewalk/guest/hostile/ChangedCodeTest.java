package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.ProcessOutcome;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Code that changes while it is run is run as it is, whoever changed it and on which engine. */
@Timeout(120)
class ChangedCodeTest {
  private static final int ROUNDS = 20_000;

  static Stream<Named<Program>> changing() {
    return Stream.of(
        Named.of("itself", HostileGuests.program("self-modifying", ROUNDS)),
        Named.of("a shared alias", HostileGuests.program("alias-code", ROUNDS, 1)),
        Named.of("a private alias", HostileGuests.program("alias-code", ROUNDS, 2)));
  }

  @ParameterizedTest
  @MethodSource("changing")
  void aProgramSeesWhatItHasChanged(Program program) throws Exception {
    assertThat(Lab.statusOf(program)).isZero();
  }

  @ParameterizedTest
  @MethodSource("changing")
  void aProgramSeesItWhenItMovesFromEngineToEngine(Program program) throws Exception {
    try (Lab lab = new Lab()) {
      Process process = lab.load(program);
      int moves = 0;
      while (process.alive()) {
        // The one that counts, then the one that does not: each has translated what the other
        // changed since.
        assertThat(lab.run(Budget.instructions(50 + moves % 97))).isNotNull();
        assertThat(lab.run(Budget.wallTime(Duration.ofNanos(100_000)))).isNotNull();
        moves++;
      }
      assertThat(process.end().orElseThrow().exitStatus()).as(lab.output(0)).isZero();
      assertThat(moves).isGreaterThan(5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 300, 10_000})
  void aProcessRunsWhatAnotherOnePatches(int quantum) throws Exception {
    try (Lab lab = new Lab(MachineConfig.defaults().withQuantum(quantum))) {
      lab.load(HostileGuests.program("code-patcher", 200));
      lab.load(HostileGuests.program("code-runner", 200));
      assertThat(lab.finish()).as(lab.output(0) + lab.output(1)).allMatch(ProcessOutcome::good);
    }
  }

  /** The runner is alone on the engine that does not count before the patcher comes. */
  @Test
  void aProcessRunsWhatIsPatchedWhileItWaitsOnAnotherEngine() throws Exception {
    try (Lab lab = new Lab()) {
      Process runner = lab.load(HostileGuests.program("code-runner", 30));
      for (int round = 0; round < 30; round++) {
        // Alone the runner has what it waits for and asks for the next round, at full speed.
        assertThat(lab.run(Budget.wallTime(Duration.ofMillis(1)))).isNotNull();
        if (round == 0) {
          lab.load(HostileGuests.program("code-patcher", 30));
        }
        assertThat(lab.run(Budget.instructions(40))).isNotNull();
      }
      assertThat(lab.finish()).as(lab.output(0)).allMatch(ProcessOutcome::good);
      assertThat(runner.end()).isPresent();
    }
  }

  /**
   * A process that waits on one engine, while another one cuts the object that it has mapped on the
   * other engine, has no translation left of what is gone.
   */
  @Test
  void whatIsCutWhileAProcessWaitsIsGoneForItOnEveryEngine() throws Exception {
    Program reads =
        HostileGuests.inline(
            """
            shm_name object, "/fw-hostile-cut"
              shm_join object, 8192
              map_shared rax, 8192, PROT_READ|PROT_WRITE, 0
              mov rbx, rax
            1:
              mov rax, [rbx + 4096]
              jmp 1b
            """);
    Program cuts =
        HostileGuests.inline(
            """
            shm_name object, "/fw-hostile-cut"
              shm_open object, O_RDWR
              sys ftruncate, rax, 4096
              assert_eq rax, 0
              exit
            """);
    try (Lab lab = new Lab()) {
      Process reading = lab.load(reads);
      assertThat(lab.run(Budget.wallTime(Duration.ofMillis(20))))
          .isInstanceOf(BudgetExhausted.class);
      Process cutting = lab.load(cuts);
      // The one that cuts runs to its end before the reader has another turn.
      for (int i = 0; cutting.alive(); i++) {
        assertThat(lab.run(Budget.instructions(1))).isNotNull();
        assertThat(i).isLessThan(10_000);
      }
      assertThat(lab.finish().get(0).end().orElseThrow().exitStatus())
          .as("reads behind the object's end")
          .isEqualTo(128 + 7);
      assertThat(reading.alive()).isFalse();
    }
  }
}
