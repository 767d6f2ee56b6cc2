package dev.framewalk.emulator.debug.strace;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The host's C compiler, and programs that it makes. */
final class HostC {
  private HostC() {}

  /** Compiles {@code source} to {@code name} in {@code directory}, which is what it returns. */
  static Path compile(Path directory, String name, String source, String... options)
      throws Exception {
    final Path file = directory.resolve(name + ".c");
    final Path program = directory.resolve(name);
    Files.writeString(file, source);
    final List<String> command = new ArrayList<>(List.of("gcc", "-w", "-O1"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", program.toString(), file.toString()));
    final String unused = run(directory, command);
    return program;
  }

  /** Runs a command that ends with status 0; returns what it prints. */
  static String run(Path directory, List<String> command) throws Exception {
    final Path output = Files.createTempFile(directory, "output", "");
    final Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(new File("/dev/null"))
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("does not end: " + command);
    }
    final String text = Files.readString(output, StandardCharsets.ISO_8859_1);
    if (process.exitValue() != 0) {
      throw new AssertionError(command + ": status " + process.exitValue() + ": " + text);
    }
    return text;
  }
}
