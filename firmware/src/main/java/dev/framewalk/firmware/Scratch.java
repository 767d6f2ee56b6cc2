package dev.framewalk.firmware;

import dev.framewalk.firmware.AssemblerException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A private directory that lives as long as one run of the tools. */
final class Scratch implements AutoCloseable {
  private final Path path;

  private Scratch(Path path) {
    this.path = path;
  }

  /** A new directory below {@code parent}, or where temporary files go. */
  static Scratch create(Optional<Path> parent) throws AssemblerException {
    try {
      Path made =
          parent.isPresent()
              ? Files.createTempDirectory(parent.get(), "framewalk-as-")
              : Files.createTempDirectory("framewalk-as-");
      return new Scratch(made.toRealPath());
    } catch (IOException e) {
      throw new AssemblerException(
          Kind.TOOL_FAILURE, "cannot make a directory for temporary files: " + e.getMessage());
    }
  }

  Path path() {
    return path;
  }

  Path directory(String name) throws IOException {
    return Files.createDirectory(path.resolve(name));
  }

  /**
   * @throws AssemblerException if something in it cannot be removed
   */
  @Override
  public void close() throws AssemblerException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new AssemblerException(
          Kind.TOOL_FAILURE, "cannot remove " + path + ": " + e.getMessage());
    }
  }
}
