package dev.framewalk.guest.suite;

import dev.framewalk.emulator.debug.AuditCheck;
import dev.framewalk.emulator.debug.CoherenceCheck;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmStat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Runs guest programs in the machine, a fresh one for each case, with the coherence check after
 * every system call and an audit of all memory before a task ends and after the run, and sees that
 * every frame comes back.
 */
final class MachineRunner implements Runner {
  private final Programs sources;
  private final UnaryOperator<MachineConfig> config;
  private final Budget budget;

  /**
   * @param sources where the programs come from
   * @param config what to change of the default machine
   * @param budget of each run
   */
  MachineRunner(Programs sources, UnaryOperator<MachineConfig> config, Budget budget) {
    this.sources = sources;
    this.config = config;
    this.budget = budget;
  }

  /** The standard streams of one process. */
  private record Streams(ByteArrayOutputStream output, ByteArrayOutputStream messages) {}

  /** An outcome, and the hash of the schedule that led to it. */
  record Run(CaseOutcome outcome, long scheduleHash) {}

  @Override
  public CaseOutcome run(GuestCase guestCase) throws RunnerException {
    return runOnce(guestCase).outcome();
  }

  Run runOnce(GuestCase guestCase) throws RunnerException {
    MachineConfig machineConfig =
        config.apply(MachineConfig.defaults().withMemory((long) guestCase.memoryMebibytes() << 20));
    try (Machine machine = Machine.open(machineConfig)) {
      machine.listen(new CoherenceCheck(machine));
      AuditCheck audit = new AuditCheck(machine);
      machine.listen(audit);
      List<Streams> streams = new ArrayList<>();
      for (GuestProgram program : guestCase.programs()) {
        streams.add(load(machine, program));
      }
      RunResult result = machine.run(budget);
      audit.check("after the run");
      if (!(result instanceof RunResult.Finished finished)) {
        throw new RunnerException(guestCase + ": did not finish: " + result);
      }
      List<ProcessOutcome> processes = new ArrayList<>();
      for (int i = 0; i < streams.size(); i++) {
        processes.add(outcome(finished.summary().processes().get(i), streams.get(i)));
      }
      List<String> left = unlinkAll(machine, finished.summary().objects());
      audit.check("when all files are gone");
      if (machine.frames().used() != machine.kernelFrames()) {
        throw new RunnerException(
            guestCase
                + ": frames leaked: used="
                + machine.frames().used()
                + ", kernel="
                + machine.kernelFrames());
      }
      return new Run(new CaseOutcome(processes, left), finished.summary().scheduleHash());
    } catch (IOException | LoadException | ShmException e) {
      throw new RunnerException(guestCase + ": " + e, e);
    }
  }

  private Streams load(Machine machine, GuestProgram program)
      throws RunnerException, IOException, LoadException {
    Path file = sources.program(program.source());
    Streams streams = new Streams(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    machine.load(
        Program.of(ElfLoader.read("./" + file.getFileName(), Files.readAllBytes(file)))
            .withArguments(program.arguments())
            .withConsoles(streams.output()::write, streams.messages()::write));
    return streams;
  }

  private static ProcessOutcome outcome(
      dev.framewalk.emulator.machine.ProcessOutcome process, Streams streams) {
    String messages = streams.messages().toString(StandardCharsets.ISO_8859_1);
    return new ProcessOutcome(
        process.end().orElseThrow().exitStatus(),
        streams.output().toString(StandardCharsets.ISO_8859_1),
        messages + process.fault().map(FaultReport::text).orElse(""));
  }

  /** Takes all files away, so that nothing of the case may be in use any more. */
  private static List<String> unlinkAll(Machine machine, List<ShmStat> objects)
      throws ShmException {
    List<String> names = new ArrayList<>();
    machine.kernel().files().clear();
    for (ShmStat object : objects) {
      // What has no name was a file outside of /dev/shm.
      if (object.name().isPresent()) {
        ShmName name = object.name().get();
        machine.registry().unlink(name);
        names.add(name.value());
      }
    }
    return names.stream().sorted().toList();
  }
}
