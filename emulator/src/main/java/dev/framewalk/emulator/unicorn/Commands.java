package dev.framewalk.emulator.unicorn;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs other programs, one after the other, in English and with an end. */
final class Commands {
  private static final long TIMEOUT_SECONDS = 180;
  private static final Path ANYWHERE = Path.of("/");

  /** What a program left behind: its exit status and all that it printed. */
  record Outcome(int status, String output) {
    boolean good() {
      return status == 0;
    }

    /** The line that says most about a failure. */
    String reason() {
      return output
          .lines()
          .filter(line -> line.startsWith("E:") || line.startsWith("W:"))
          .findFirst()
          .or(() -> output.lines().reduce((first, second) -> second))
          .orElse("exit status " + status);
    }
  }

  Outcome run(List<String> command) throws IOException, InterruptedException {
    return run(command, ANYWHERE);
  }

  /** Runs {@code command} in {@code directory}; one that cannot be started is an outcome too. */
  Outcome run(List<String> command, Path directory) throws IOException, InterruptedException {
    File output = File.createTempFile("framewalk-", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(output);
      builder.environment().put("LC_ALL", "C");
      builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
      Process process;
      try {
        process = builder.start();
      } catch (IOException e) {
        return new Outcome(127, command.get(0) + " is not installed");
      }
      try {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          return new Outcome(124, "no end after " + TIMEOUT_SECONDS + " seconds");
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      String said = new String(Files.readAllBytes(output.toPath()), StandardCharsets.UTF_8);
      return new Outcome(process.exitValue(), said);
    } finally {
      Files.deleteIfExists(output.toPath());
    }
  }
}
