package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.harness.EndText;
import dev.framewalk.emulator.harness.FaultFacts;
import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.Leftovers;
import dev.framewalk.emulator.harness.LiveTrial;
import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.emulator.harness.TestProgram;
import dev.framewalk.emulator.harness.TestedProcess;
import dev.framewalk.emulator.harness.Trial;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs programs of the lab "who faulted", a student's own among them. What it assembles goes away
 * with it.
 */
final class FaultRuns implements AutoCloseable {
  /**
   * The programs need a few thousand; the one whose stack overflows, a quarter of a million. One
   * that does nothing but system calls needs the host's time, so there is not much more.
   */
  private static final long INSTRUCTIONS = 500_000;

  private static final long MEMORY = 32 << 20;
  private static final long OUTPUT = 16 << 10;

  private final Path directory;
  private final ProgramMaker maker;

  /**
   * @throws UncheckedIOException if there is no room for temporary files
   */
  FaultRuns() {
    try {
      directory = Files.createTempDirectory("framewalk-lab-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    maker = SubmittedPrograms.maker(directory);
  }

  /**
   * What became of a run.
   *
   * @param ending how its process ended, as a clause
   * @param good whether it exited with status 0
   * @param object the object's bytes, if it was there in the end
   */
  record Ran(
      RunResult result,
      String ending,
      boolean good,
      Optional<FaultFacts> fault,
      String output,
      Optional<ByteBuffer> object,
      Leftovers leftovers) {}

  /**
   * Makes a program.
   *
   * @throws HarnessException if it cannot be; its message names no directory of this class
   */
  TestProgram make(String name, String source) throws HarnessException {
    try {
      return maker.makeOfText(name, source);
    } catch (HarnessException e) {
      throw new HarnessException(
          e.kind(),
          String.valueOf(e.getMessage())
              .replaceAll(Pattern.quote(directory.toString()) + "/[^/\\s]*/", ""));
    }
  }

  /** Runs {@code program} alone, with the argument N if there is one. */
  Ran run(TestProgram program, List<String> arguments, String object) throws HarnessException {
    final Trial trial =
        Trial.of(program.name(), List.of(program.withArguments(arguments)))
            .withConfig(MachineConfig.defaults().withMemory(MEMORY).withOutputLimit(OUTPUT))
            .withBudget(Trial.instructions(INSTRUCTIONS));
    try (LiveTrial live = LiveTrial.start(trial)) {
      final RunResult result = live.runToEnd();
      final TestedProcess process = live.processes().get(0);
      final Optional<ByteBuffer> bytes = bytes(live, object);
      return new Ran(
          result,
          EndText.of(process),
          process.end().filter(FaultRuns::good).isPresent(),
          process.faultFacts(),
          process.output(),
          bytes,
          live.finish());
    }
  }

  private static boolean good(ProcessEnd end) {
    return end instanceof ProcessEnd.Exited && end.exitStatus() == 0;
  }

  /** What another process would read from the object. */
  private static Optional<ByteBuffer> bytes(LiveTrial live, String name) {
    final Optional<ShmObject> object;
    try {
      object = live.machine().registry().find(ShmName.of(name));
    } catch (ShmException e) {
      throw new IllegalStateException("no name for an object: " + name, e);
    }
    return object.map(
        found -> {
          final byte[] bytes = new byte[(int) Math.min(found.size(), MEMORY)];
          final int read = found.read(0, bytes, 0, bytes.length);
          return ByteBuffer.wrap(bytes, 0, read).slice().order(ByteOrder.LITTLE_ENDIAN);
        });
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
