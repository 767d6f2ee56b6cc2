package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.ProcessOutcome;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmStat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A machine for one test: what runs in it is watched from outside, and when it is closed the
 * kernel's books are looked at and every frame has to be back.
 */
final class Lab implements AutoCloseable {
  /** Far more than any guest here takes that ends by itself. */
  static final Budget PLENTY = Budget.wallTime(Duration.ofSeconds(60));

  /** The status that assert.inc of the guests ends a process with. */
  private static final int ASSERTION_FAILED = 99;

  private final Machine machine;
  private final List<ByteArrayOutputStream> outputs = new ArrayList<>();

  Lab(MachineConfig config) throws LoadException {
    machine = Machine.open(config);
  }

  Lab() throws LoadException {
    this(MachineConfig.defaults());
  }

  Machine machine() {
    return machine;
  }

  /** Loads {@code program}; what it prints is in {@link #output}. */
  @CanIgnoreReturnValue
  Process load(Program program) throws LoadException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Process process = machine.load(program.withConsoles(output::write, output::write));
    outputs.add(output);
    return process;
  }

  /** What the program that was loaded as number {@code index}, from 0, has printed. */
  String output(int index) {
    return outputs.get(index).toString(StandardCharsets.ISO_8859_1);
  }

  RunResult run(Budget budget) {
    return machine.run(budget);
  }

  /** Runs until all have ended. */
  List<ProcessOutcome> finish() {
    RunResult result = machine.run(PLENTY);
    assertThat(result).isInstanceOf(RunResult.Finished.class);
    return result.summary().processes();
  }

  /** Runs {@code program} alone to its end, and returns the 128 + n of a signal or its status. */
  static int statusOf(Program program) throws LoadException {
    return outcomeOf(program).end().orElseThrow().exitStatus();
  }

  /** Runs {@code program} alone to its end. */
  static ProcessOutcome outcomeOf(Program program) throws LoadException {
    try (Lab lab = new Lab()) {
      lab.load(program);
      ProcessOutcome outcome = lab.finish().get(0);
      assertThat(outcome.end())
          .as("assertions of the guest: %s", lab.output(0))
          .isNotEqualTo(Optional.of(new ProcessEnd.Exited(ASSERTION_FAILED)));
      return outcome;
    }
  }

  /** The report of the fault that ends {@code program}, run alone. */
  static FaultReport faultOf(Program program) throws LoadException {
    return outcomeOf(program).fault().orElseThrow();
  }

  @Override
  public void close() {
    try (machine) {
      KernelAudit.check(machine);
      for (Process process : machine.kernel().processes()) {
        machine.kill(process);
      }
      KernelAudit.check(machine);
      for (ShmStat object : machine.registry().list()) {
        machine.registry().unlink(object.name().orElseThrow());
      }
      assertThat(machine.frames().used()).as("frames in use").isEqualTo(machine.kernelFrames());
    } catch (ShmException e) {
      throw new AssertionError(e);
    }
  }
}
