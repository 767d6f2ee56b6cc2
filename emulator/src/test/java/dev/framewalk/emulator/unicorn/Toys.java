package dev.framewalk.emulator.unicorn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small native libraries, made with the C compiler. */
final class Toys {
  private Toys() {}

  /** A library whose {@code uc_version} says {@code packed}, as {@code file}. */
  static Path unicornOfVersion(int packed, Path file) throws IOException, InterruptedException {
    return library("unsigned uc_version(void *a, void *b) { return " + packed + "u; }", file);
  }

  /** A library of {@code source}, as {@code file}. */
  static Path library(String source, Path file) throws IOException, InterruptedException {
    Path code = Files.writeString(Files.createTempFile("toy", ".c"), source + "\n");
    try {
      Commands.Outcome outcome =
          new Commands()
              .run(List.of("gcc", "-shared", "-fPIC", "-o", file.toString(), code.toString()));
      if (!outcome.good()) {
        throw new IllegalStateException(
            "these tests need a C compiler (apt-get install gcc): " + outcome.output());
      }
      return file;
    } finally {
      Files.delete(code);
    }
  }
}
