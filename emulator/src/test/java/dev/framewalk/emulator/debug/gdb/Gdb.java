package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.OptionalTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The host's gdb, as it is installed, which carries out a script. */
final class Gdb {
  private static final String FIRST =
      """
      set pagination off
      set confirm off
      set width 0
      set style enabled off
      set debuginfod enabled off
      set stack-cache off
      set code-cache off
      set remotetimeout 30
      """;

  private Gdb() {}

  /** What gdb printed; the server's port stands in {@code script} as {@code PORT}. */
  static String runs(Path directory, int port, String script) throws Exception {
    final Path gdb = OptionalTool.require("gdb", "gdb");
    final Path file = directory.resolve("script.gdb");
    Files.writeString(file, FIRST + script.replace("PORT", "127.0.0.1:" + port));
    final Path output = directory.resolve("gdb.out");
    final ProcessBuilder builder =
        new ProcessBuilder(List.of(gdb.toString(), "-nx", "-q", "-batch", "-x", file.toString()))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C");
    final Process process = builder.start();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("gdb does not end:\n" + Files.readString(output));
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
