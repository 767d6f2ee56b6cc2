package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.strace.Strace;
import dev.framewalk.emulator.machine.Machine;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The system calls of one run, told where the command line wants them; closing says the rest. */
final class StraceRun implements AutoCloseable {
  private final StandardStreams streams;
  private final @Nullable Writer file;
  private final boolean summary;
  private @Nullable Strace strace;

  private StraceRun(StandardStreams streams, @Nullable Writer file, boolean summary) {
    this.streams = streams;
    this.file = file;
    this.summary = summary;
  }

  /**
   * Watches {@code machine} as {@code choice} says.
   *
   * @throws CommandFailure if the file cannot be written
   */
  static StraceRun start(Machine machine, StraceChoice choice, StandardStreams streams)
      throws CommandFailure {
    final StraceRun run =
        new StraceRun(
            streams,
            choice.output().isPresent() ? open(choice.output().get()) : null,
            choice.summary());
    if (choice.options().isPresent()) {
      final Strace strace =
          new Strace(machine, choice.options().get(), line -> run.write(line + "\n"));
      run.strace = strace;
      machine.listen(strace);
    }
    return run;
  }

  private static BufferedWriter open(String name) throws CommandFailure {
    try {
      return Files.newBufferedWriter(Path.of(name));
    } catch (InvalidPathException | IOException e) {
      throw CommandFailure.usage("--strace-output " + name + ": cannot be written");
    }
  }

  private void write(String text) {
    if (file == null) {
      streams.tell(text);
      return;
    }
    try {
      file.write(text);
    } catch (IOException e) {
      throw new OutputFailure("the file of --strace-output", e);
    }
  }

  @Override
  public void close() {
    final Strace started = strace;
    if (started != null) {
      started.finish();
      if (summary) {
        started.writeCounts();
      }
    }
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new OutputFailure("the file of --strace-output", e);
      }
    }
  }
}
