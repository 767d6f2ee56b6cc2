package dev.framewalk.emulator;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A program of the host that some tests compare with. Where it is missing they are skipped, and the
 * report says so; with {@code -Dframewalk.require=all} they fail.
 */
public final class OptionalTool {
  private OptionalTool() {}

  /** The path of {@code program}, which the Debian package {@code debianPackage} holds. */
  public static Path require(String program, String debianPackage) {
    final Optional<Path> found = find(program);
    if (found.isEmpty()) {
      final String message =
          program + " is missing, which this test compares with: apt-get install " + debianPackage;
      if (System.getProperty("framewalk.require", "none").equals("all")) {
        Assertions.fail(message);
      }
      Assumptions.abort(message);
    }
    return found.get();
  }

  private static Optional<Path> find(String program) {
    for (final String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
      final Path candidate = Path.of(directory, program);
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
