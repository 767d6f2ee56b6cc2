package dev.framewalk.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Guest programs in C, linked statically with the host's libc. */
final class CompiledGuest {
  private CompiledGuest() {}

  /** The program made of {@code src/bench/c/NAME.c}. */
  static Path make(Path module, String name) throws IOException, InterruptedException {
    final Path directory = Files.createDirectories(module.resolve("target/bench"));
    final Path program = directory.resolve(name + "-c");
    final Process compiler =
        new ProcessBuilder(
                List.of(
                    "gcc",
                    "-static",
                    "-O1",
                    "-o",
                    program.toString(),
                    module.resolve("src/bench/c/" + name + ".c").toString()))
            .redirectErrorStream(true)
            .start();
    final String output =
        new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (compiler.waitFor() != 0) {
      throw new IllegalStateException("gcc failed: source=" + name + ", output=" + output);
    }
    return program;
  }
}
