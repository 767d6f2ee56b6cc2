package dev.framewalk.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The benchmarks that run inside a JVM, under JMH: in each round every one of them in a JVM of its
 * own, so that they take turns.
 */
final class JmhRounds {
  private final Map<String, List<Double>> seconds = new HashMap<>();
  private final Map<String, List<Double>> allocated = new HashMap<>();

  /**
   * Runs the benchmarks of these classes.
   *
   * @param rounds how often
   * @param iterations of each round, of 100 ms each, behind a second that does not count
   */
  static JmhRounds run(List<Class<?>> classes, int rounds, int iterations) throws RunnerException {
    final ChainedOptionsBuilder builder = new OptionsBuilder();
    for (final Class<?> each : classes) {
      builder.include(each.getName() + "\\.");
    }
    final Options options =
        builder
            .forks(1)
            .warmupIterations(5)
            .warmupTime(TimeValue.milliseconds(200))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.milliseconds(100))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    final JmhRounds all = new JmhRounds();
    for (int i = 0; i < rounds; i++) {
      all.add(new Runner(options).run());
    }
    return all;
  }

  private void add(Collection<RunResult> results) {
    for (final RunResult result : results) {
      final String name = result.getPrimaryResult().getLabel();
      seconds
          .computeIfAbsent(name, unused -> new ArrayList<>())
          .add(result.getPrimaryResult().getStatistics().getPercentile(50) / 1e9);
      for (final Map.Entry<String, Result> more : result.getSecondaryResults().entrySet()) {
        if (more.getKey().endsWith("gc.alloc.rate.norm")) {
          allocated
              .computeIfAbsent(name, unused -> new ArrayList<>())
              .add(more.getValue().getScore());
        }
      }
    }
  }

  /** Seconds of one operation: of each round the median of its iterations. */
  Spread seconds(String benchmark) {
    return Spread.of(of(seconds, benchmark));
  }

  /** Two benchmarks round by round. */
  Pairs pairs(String reference, String ours) {
    final Pairs pairs = new Pairs();
    final List<Double> theirs = of(seconds, reference);
    final List<Double> mine = of(seconds, ours);
    for (int i = 0; i < mine.size(); i++) {
      pairs.add(theirs.get(i), mine.get(i));
    }
    return pairs;
  }

  /** Bytes of heap that one operation allocates. */
  double allocatedBytes(String benchmark) {
    return Spread.of(of(allocated, benchmark)).median();
  }

  private static List<Double> of(Map<String, List<Double>> map, String benchmark) {
    final List<Double> found = map.get(benchmark);
    if (found == null) {
      throw new IllegalStateException("no such benchmark: name=" + benchmark);
    }
    return found;
  }
}
