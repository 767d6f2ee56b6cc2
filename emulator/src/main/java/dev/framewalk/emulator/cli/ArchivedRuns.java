package dev.framewalk.emulator.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What people do most, done once while the program is built, so that the classes it takes lie ready
 * in the class-data archive: a run of two programs, a test, a lab that is handed out and checked.
 * The grader starts a JVM for each submission and gains most by it.
 */
public final class ArchivedRuns {
  private static final StandardStreams NOWHERE =
      new StandardStreams(
          InputStream.nullInputStream(),
          OutputStream.nullOutputStream(),
          OutputStream.nullOutputStream());

  private ArchivedRuns() {}

  /**
   * @param arguments the directory that holds {@code writer.S}, {@code reader.S} and {@code tests},
   *     and one to work in, which is made anew
   */
  public static void main(String[] arguments) throws IOException {
    final Path sources = Path.of(arguments[0]);
    final Path work = Path.of(arguments[1]);
    remove(work);
    final String student = work.resolve("lab").toString();
    // Whatever becomes of one, the build goes on: without it the start is slower, that is all.
    command("run", sources.resolve("writer.S").toString(), "--", sources.resolve("reader.S") + "");
    command("test", "--jobs", "1", sources.resolve("tests").toString());
    command("lab", "new", "share", student);
    command("lab", "check", student);
    remove(work);
  }

  private static void command(String... words) {
    final int unused = new Framewalk(NOWHERE, Map.of()).execute(words);
  }

  private static void remove(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
