package dev.framewalk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A directory of small assembly tests, no two of which have the same source. */
final class ManyTests {
  private static final String TEST =
      """
      # RUN: number
      # EXPECT-OUT: %d
      .include "guest.inc"
      .globl _start
      _start:
        map_anonymous PAGE_SIZE
        assert_ok
        mov qword ptr [rax], %<d
        assert_eq [rax], %<d
        print_dec [rax]
        newline
        exit
      """;

  private ManyTests() {}

  /** Writes {@code count} tests into {@code directory}. */
  static Path write(Path directory, int count) throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < count; i++) {
      Files.writeString(directory.resolve("number-" + i + ".S"), TEST.formatted(i));
    }
    return directory;
  }

  /** How long a command takes, {@code times} times, on the wall. */
  static Spread measure(Timing command, int times) throws Exception {
    final List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      seconds.add(command.seconds());
    }
    return Spread.of(seconds);
  }
}
