package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.harness.Trial;
import dev.framewalk.emulator.machine.MachineConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A test: what the comments of an assembly source say of its runs.
 *
 * @param file the source
 * @param programs what runs together, in the order in which it is loaded; the file's own first
 * @param expectations by the name of the process; one for each program
 * @param inputs the standard input of those processes that have any
 * @param objects the names of the objects that are to be left linked, each with its slash
 * @param deadlock where the run is said to end in a deadlock
 * @param sameNatively where it is said to do the same on the host's Linux
 * @param instructions most guest instructions of a run
 * @param seeds those of the runs, at least one
 * @param config the machine, whose seed does not matter
 */
public record TestFile(
    Path file,
    Optional<String> title,
    List<CalledProgram> programs,
    Map<String, ProcessExpectations> expectations,
    Map<String, String> inputs,
    List<String> objects,
    Optional<Place> deadlock,
    Optional<Place> sameNatively,
    long instructions,
    List<Long> seeds,
    MachineConfig config,
    Optional<String> hint) {
  /** Guest instructions of a run that is told nothing. */
  public static final long DEFAULT_INSTRUCTIONS = Trial.DEFAULT_INSTRUCTIONS;

  public TestFile {
    programs = List.copyOf(programs);
    objects = List.copyOf(objects);
    seeds = List.copyOf(seeds);
  }

  /**
   * Reads a test.
   *
   * @throws TestFormatException if the file cannot be read, is no test or is malformed; with all
   *     that is wrong in it
   */
  public static TestFile parse(Path file) throws TestFormatException {
    return parse(file, SourceText.read(file));
  }

  /**
   * Reads a test of {@code text}.
   *
   * @param file what to call it, and whose directory holds its other programs
   * @throws TestFormatException as {@link #parse(Path)}
   */
  public static TestFile parse(Path file, String text) throws TestFormatException {
    return find(file, SourceText.of(text)).orElseThrow(() -> TestParser.noTest(file));
  }

  /**
   * Reads a file that may be a test.
   *
   * @return empty if nothing in it looks like a directive
   * @throws TestFormatException if the file cannot be read or is a malformed test
   */
  public static Optional<TestFile> find(Path file) throws TestFormatException {
    return find(file, SourceText.read(file));
  }

  private static TestFile parse(Path file, SourceText text) throws TestFormatException {
    return find(file, text).orElseThrow(() -> TestParser.noTest(file));
  }

  private static Optional<TestFile> find(Path file, SourceText text) throws TestFormatException {
    return TestParser.parse(file, text);
  }

  /** The same with other seeds, at least one. */
  public TestFile withSeeds(List<Long> others) {
    return new TestFile(
        file,
        title,
        programs,
        expectations,
        inputs,
        objects,
        deadlock,
        sameNatively,
        instructions,
        others,
        config,
        hint);
  }

  /** The same with {@code distance} added to each seed. */
  public TestFile shiftedBy(long distance) {
    return withSeeds(seeds.stream().map(seed -> seed + distance).toList());
  }

  /**
   * The seeds that {@code text} says, as behind SEED.
   *
   * @throws TestFormatException if it says none
   */
  public static List<Long> seeds(String text) throws TestFormatException {
    return SettingsParser.seeds(text);
  }
}
