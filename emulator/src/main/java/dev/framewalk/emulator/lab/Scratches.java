package dev.framewalk.emulator.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Directories that live as long as a command. */
final class Scratches {
  private static final Set<Path> MADE = ConcurrentHashMap.newKeySet();

  static {
    // Somebody who interrupts the command wants no traces of it either.
    Runtime.getRuntime().addShutdownHook(new Thread(Scratches::removeAll, "scratches"));
  }

  private Scratches() {}

  /** All that were made, whether they are removed or not. */
  static Set<Path> made() {
    return Set.copyOf(MADE);
  }

  private static void removeAll() {
    for (final Path directory : MADE) {
      try {
        Workplace.remove(directory);
      } catch (IOException e) {
        continue; // there is nobody left to tell
      }
    }
  }

  /**
   * A new directory that only we can enter.
   *
   * @throws LabException if there is no room for one
   */
  static Path create(String prefix) throws LabException {
    try {
      final Path directory = Files.createTempDirectory(prefix).toRealPath();
      MADE.add(directory);
      return directory;
    } catch (IOException e) {
      throw new LabException(
          "cannot use the directory for temporary files ("
              + e.getMessage()
              + "); see that TMPDIR names one with room");
    }
  }

  /**
   * Removes it with all that is in it.
   *
   * @throws LabException if something cannot be removed
   */
  static void remove(Path directory) throws LabException {
    try {
      Workplace.remove(directory);
    } catch (IOException e) {
      throw new LabException(directory + ": cannot be removed: " + e.getMessage());
    }
  }
}
