package dev.framewalk.guest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.guest.suite.GuestPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random lists of system calls on objects, descriptors and mappings, with forks: the machine makes
 * of each what Linux makes of it, results, errors and what is left.
 *
 * <p>{@code -Dframewalk.fuzz.sequences=10000} (the profile {@code long}) tries more of them, {@code
 * -Dframewalk.fuzz.seed=N} starts at another seed. A list that differs is shortened, and written to
 * {@code target/fuzz}; put into {@code src/test/resources/fuzz} it is a test.
 */
class DifferentialFuzzTest {
  private static final long SEQUENCES = Long.getLong("framewalk.fuzz.sequences", 500);
  private static final long FIRST_SEED = Long.getLong("framewalk.fuzz.seed", 1);

  /** Failures that are shortened and shown; there may be as many as there are sequences. */
  private static final int SHOWN = 5;

  private static SequenceRunner runner;

  @BeforeAll
  static void makeTheProgram() throws Exception {
    runner = new SequenceRunner(GuestPrograms.ofC("fuzz/sequence"));
  }

  @Test
  void randomSequencesDoWhatTheyDoOnLinux() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    List<String> shown =
        LongStream.range(FIRST_SEED, FIRST_SEED + SEQUENCES)
            .parallel()
            .filter(seed -> differs(SequenceGenerator.lines(seed), "s" + seed))
            .mapToObj(seed -> failures.incrementAndGet() <= SHOWN ? explain(seed) : "seed " + seed)
            .toList();

    assertThat(shown).as("of " + SEQUENCES + " sequences").isEmpty();
  }

  static Stream<Path> keptSequences() throws IOException {
    Path directory =
        Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolve("src/test/resources/fuzz");
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".list")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("keptSequences")
  void sequencesThatOnceDifferedDoWhatTheyDoOnLinux(Path file) throws Exception {
    List<String> lines = Files.readAllLines(file);
    String tag = "kept-" + file.getFileName().toString().replace(".list", "");

    assertThat(runner.inTheMachine(lines, tag)).isEqualTo(runner.onLinux(lines, tag));
  }

  private static boolean differs(List<String> lines, String tag) {
    try {
      return !runner.inTheMachine(lines, tag).equals(runner.onLinux(lines, tag));
    } catch (Exception e) {
      throw new AssertionError("sequence " + tag + ": " + e, e);
    }
  }

  /** What the shortened sequence of {@code seed} comes to here and there. */
  private static String explain(long seed) {
    String tag = "x" + seed;
    List<String> lines =
        Shrinker.shrink(SequenceGenerator.lines(seed), candidate -> differs(candidate, tag));
    try {
      Path file =
          Path.of(System.getProperty("basedir", ""))
              .toAbsolutePath()
              .resolve("target/fuzz/seed-" + seed + ".list");
      Files.createDirectories(file.getParent());
      Files.write(file, lines);
      return "seed "
          + seed
          + ":\n"
          + String.join("\n", lines)
          + "\nthe machine:\n"
          + runner.inTheMachine(lines, tag)
          + "\nLinux:\n"
          + runner.onLinux(lines, tag);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
