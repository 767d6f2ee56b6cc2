package dev.framewalk.emulator.suite;

import java.time.Duration;
import java.util.List;

/**
 * What came of several tests.
 *
 * @param time what all took together, by the clock
 */
public record SuiteResult(List<TestResult> results, Duration time) {
  public SuiteResult {
    results = List.copyOf(results);
  }

  /** How many tests ended so. */
  public int count(Outcome outcome) {
    return (int) results.stream().filter(result -> result.outcome() == outcome).count();
  }
}
