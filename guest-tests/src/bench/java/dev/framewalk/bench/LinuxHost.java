package dev.framewalk.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Linux that this runs on. The time is that of the whole process, its making included, which
 * the difference of two counts takes out.
 */
final class LinuxHost implements GuestHost {
  private final List<String> prefix;
  private final Clock clock;

  /** Programs run as they are, timed by the processor time that they use. */
  LinuxHost() {
    this(List.of(), CpuClock::children);
  }

  /**
   * @param prefix the command that runs the program; nothing if it runs by itself
   */
  LinuxHost(List<String> prefix, Clock clock) {
    this.prefix = List.copyOf(prefix);
    this.clock = clock;
  }

  @Override
  public Run run(Path program, List<String> arguments) throws Exception {
    final List<String> command = new ArrayList<>(prefix);
    command.add(program.toString());
    command.addAll(arguments);
    final ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    final double start = clock.seconds();
    final Process process = builder.start();
    final byte[] output = process.getInputStream().readAllBytes();
    final int status = process.waitFor();
    final double seconds = clock.seconds() - start;
    final String text = new String(output, StandardCharsets.UTF_8);
    if (status != 0) {
      throw new IllegalStateException(
          "failed on Linux: command=" + command + ", status=" + status + ", output=" + text);
    }
    return new Run(seconds, text);
  }
}
