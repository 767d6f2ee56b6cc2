package dev.framewalk.guest.fuzz;

import dev.framewalk.emulator.debug.CoherenceCheck;
import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Has lists of calls carried out by {@code c/fuzz/sequence.c}, natively and in the machine. */
final class SequenceRunner {
  private static final Budget PATIENCE = Budget.wallTime(Duration.ofSeconds(20));

  private final Path program;
  private final ElfImage image;

  SequenceRunner(Path program) throws IOException, LoadException {
    this.program = program;
    this.image = ElfLoader.read("./sequence", Files.readAllBytes(program));
  }

  /**
   * Returns what the host's Linux makes of {@code lines}.
   *
   * @param tag what sets its objects apart from those of other runs
   */
  String onLinux(List<String> lines, String tag) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(program.toString(), tag).redirectErrorStream(true).start();
    try (OutputStream input = process.getOutputStream()) {
      input.write(text(lines));
    }
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("does not end: " + lines);
    }
    // A list that ended early left the files that it made.
    for (char name = 'a'; name <= 'f'; name++) {
      Files.deleteIfExists(
          Path.of(name <= 'd' ? "/dev/shm" : "/tmp", "fw-fuzz-" + tag + "-" + name));
    }
    return output + "status " + process.exitValue() + "\n";
  }

  /** Returns what the machine makes of {@code lines}, and whether any frame was lost. */
  String inTheMachine(List<String> lines, String tag) throws LoadException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (Machine machine = Machine.open(MachineConfig.defaults().withMemory(16 << 20))) {
      machine.listen(new CoherenceCheck(machine));
      machine.load(
          Program.of(image)
              .withArguments(List.of(tag))
              .withInput(text(lines))
              .withConsoles(output::write, output::write));
      RunResult result = machine.run(PATIENCE);
      String end =
          result instanceof RunResult.Finished finished
              ? "status " + finished.summary().processes().get(0).end().orElseThrow().exitStatus()
              : String.valueOf(result);
      long leaked = machine.frames().used() - machine.kernelFrames();
      return output.toString(StandardCharsets.ISO_8859_1)
          + end
          + "\n"
          + (leaked == 0 ? "" : "frames leaked: " + leaked + "\n");
    }
  }

  private static byte[] text(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
