package dev.framewalk.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How long a command takes from its start to its end, on the wall. */
final class StartTime implements Timing {
  private final List<String> command;

  StartTime(Object... command) {
    this.command = java.util.Arrays.stream(command).map(Object::toString).toList();
  }

  @Override
  public double seconds() throws IOException, InterruptedException {
    final ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectInput(new File("/dev/null"));
    final double start = Clock.WALL.seconds();
    final Process process = builder.start();
    final byte[] output = process.getInputStream().readAllBytes();
    final int status = process.waitFor();
    final double seconds = Clock.WALL.seconds() - start;
    if (status != 0) {
      throw new IllegalStateException(
          "failed: command="
              + command
              + ", status="
              + status
              + ", output="
              + new String(output, StandardCharsets.UTF_8));
    }
    return seconds;
  }
}
