package dev.framewalk.bench;

import dev.framewalk.emulator.unicorn.UnicornLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were measured on, in one line. */
final class MachineDescription {
  private MachineDescription() {}

  static String text(UnicornLibrary unicorn) {
    return String.join(
        ", ",
        List.of(
            processor(),
            Runtime.getRuntime().availableProcessors() + " cores",
            System.getProperty("os.name", "?") + " " + System.getProperty("os.version", "?"),
            System.getProperty("java.vm.name", "?") + " " + Runtime.version(),
            "Unicorn " + unicorn.version()));
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return System.getProperty("os.arch", "unknown processor");
    }
  }
}
