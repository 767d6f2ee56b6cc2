package dev.framewalk.emulator.lab;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;

/**
 * A directory that holds one submission and nothing else of the student's, with links to the tests.
 *
 * @param directory absolute
 * @param tests where the tests themselves lie
 * @param files the submission's files, by name
 * @param around tests that include files of the submission, so that those may be why they cannot be
 *     assembled
 */
record Workplace(Path directory, Path tests, Map<String, byte[]> files, Set<String> around) {
  Workplace {
    files = Map.copyOf(files);
    around = Set.copyOf(around);
  }

  /** Lays out a submission in {@code directory}, which is empty. */
  static Workplace lay(Path directory, Bench bench, Map<String, byte[]> files) throws IOException {
    final Path real = directory.toRealPath();
    for (final String test : bench.files()) {
      final Path link = real.resolve(test);
      Files.createDirectories(link.resolveSibling("."));
      if (bench.around().contains(test)) {
        Files.copy(bench.directory().resolve(test), link); // finds the submission beside it
      } else {
        Files.createSymbolicLink(link, bench.directory().resolve(test));
      }
    }
    for (final Map.Entry<String, byte[]> file : files.entrySet()) {
      final Path target = real.resolve(file.getKey());
      Files.createDirectories(target.resolveSibling("."));
      Files.write(target, file.getValue());
    }
    return new Workplace(real, bench.directory(), files, bench.around());
  }

  /** A message with the names that its readers know. */
  String withoutPaths(String message) {
    return message.replace(directory + "/", "").replace(tests + "/", "");
  }

  /** Removes a directory with all that is in it; links are removed, not followed. */
  static void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, java.io.IOException problem)
              throws IOException {
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
