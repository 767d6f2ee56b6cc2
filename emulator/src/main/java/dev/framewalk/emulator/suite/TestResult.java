package dev.framewalk.emulator.suite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What came of a test.
 *
 * @param file the test
 * @param title what it says of itself
 * @param hint what it says to somebody who fails
 * @param failure there is one unless it passed
 * @param runs how many runs were made
 * @param wanted how many there are
 * @param time what it took
 * @param evidence where more is to be seen of a run that did not pass
 */
public record TestResult(
    Path file,
    Optional<String> title,
    Optional<String> hint,
    Outcome outcome,
    Optional<TestFailure> failure,
    int runs,
    int wanted,
    Duration time,
    Optional<Path> evidence) {
  /** What people call the test: its path, as they named it. */
  public String name() {
    return file.toString();
  }

  /** The same with the directory that shows more of it. */
  public TestResult withEvidence(Path directory) {
    return new TestResult(
        file, title, hint, outcome, failure, runs, wanted, time, Optional.of(directory));
  }

  /** The same with another failure. */
  public TestResult withFailure(TestFailure other) {
    return new TestResult(
        file, title, hint, outcome, Optional.of(other), runs, wanted, time, evidence);
  }
}
