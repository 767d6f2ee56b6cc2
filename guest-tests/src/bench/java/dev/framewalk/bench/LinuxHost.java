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
  @Override
  public Run run(Path program, List<String> arguments) throws Exception {
    final List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    final ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    final double start = CpuClock.children();
    final Process process = builder.start();
    final byte[] output = process.getInputStream().readAllBytes();
    final int status = process.waitFor();
    final double seconds = CpuClock.children() - start;
    final String text = new String(output, StandardCharsets.UTF_8);
    if (status != 0) {
      throw new IllegalStateException(
          "failed on Linux: command=" + command + ", status=" + status + ", output=" + text);
    }
    return new Run(seconds, text);
  }
}
