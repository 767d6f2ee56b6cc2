package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many processes, forks, mappings and semaphores: each program counts for itself, prints what Linux
 * prints, and leaves a machine that has neither process nor task, object or frame of it.
 */
@Timeout(240)
class StressTest {
  private static final Budget WALL_TIME = Budget.wallTime(Duration.ofSeconds(100));

  private static CSources sources;
  private static NativeOracle linux;

  /**
   * A program of {@code c/} with arguments that make it large.
   *
   * @param processes how many it makes, itself included
   */
  private record Load(String source, List<String> arguments, int memoryMebibytes, int processes) {
    @Override
    public String toString() {
      return source + " " + String.join(" ", arguments);
    }
  }

  private static final List<Load> LOADS =
      List.of(
          new Load("stress/children", List.of("64", "3"), 256, 1 + 64 + 64 * 3),
          new Load("stress/forks", List.of("10000"), 64, 1 + 10_000),
          // One child sees all the mappings and takes them away from itself.
          new Load("stress/mappings", List.of("1000"), 64, 2),
          new Load("semaphores/ring", List.of("32", "50"), 128, 1 + 32));

  @BeforeAll
  static void findThePrograms() throws IOException, RunnerException {
    sources = CSources.ofBuild();
    linux = NativeOracle.onThisHost(sources);
  }

  static List<Load> loads() {
    return LOADS;
  }

  /** The program of {@code load} in the first way that there is to build it. */
  private static GuestCase caseOf(Load load) throws IOException, RunnerException {
    GuestCase row =
        sources.cases().stream()
            .filter(each -> each.name().startsWith("c/" + load.source() + "@"))
            .findFirst()
            .orElseThrow();
    GuestProgram program = row.programs().get(0);
    return new GuestCase(
        row.name(),
        List.of(new GuestProgram(program.source(), load.arguments(), 0)),
        load.memoryMebibytes());
  }

  @ParameterizedTest
  @MethodSource("loads")
  void itCountsRightPrintsWhatLinuxPrintsAndLeavesNothing(Load load) throws Exception {
    GuestCase guestCase = caseOf(load);
    ProcessOutcome there = linux.run(guestCase).processes().get(0);
    assertThat(there.exitStatus()).isZero();
    Path file = sources.program(guestCase.programs().get(0).source());
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (Machine machine =
        Machine.open(MachineConfig.defaults().withMemory((long) load.memoryMebibytes() << 20))) {
      AtomicInteger started = new AtomicInteger();
      machine.listen(
          new MachineListener() {
            @Override
            public void started(Process process) {
              started.incrementAndGet();
            }
          });
      machine.load(
          Program.of(ElfLoader.read("./" + file.getFileName(), Files.readAllBytes(file)))
              .withArguments(load.arguments())
              .withConsoles(output::write, output::write));

      RunResult result = machine.run(WALL_TIME);

      String printed = output.toString(StandardCharsets.ISO_8859_1);
      assertThat(result).as(printed).isInstanceOf(RunResult.Finished.class);
      assertThat(printed).isEqualTo(there.output());
      assertThat(((RunResult.Finished) result).good()).isTrue();
      assertThat(machine.kernel().processes()).isEmpty();
      assertThat(machine.kernel().liveProcesses()).isZero();
      assertThat(started).hasValue(load.processes());
      assertThat(result.summary().objects()).isEmpty();
      assertThat(machine.frames().used()).isEqualTo(machine.kernelFrames());
    }
  }
}
