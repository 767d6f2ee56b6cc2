package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.inspection.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results for people. */
public final class TextResults {
  /** How much is told. */
  public enum Detail {
    /** Nothing of a test that passed. */
    FAILURES,
    /** A line for each test that passed. */
    ALL
  }

  private static final double MILLIS = 1000;

  private final Style style;
  private final Detail detail;

  public TextResults(Style style, Detail detail) {
    this.style = style;
    this.detail = detail;
  }

  /** All results, then how many there are of each kind. */
  public String text(SuiteResult suite) {
    final StringBuilder text = new StringBuilder();
    for (final TestResult result : suite.results()) {
      text.append(of(result));
    }
    return text.append(summary(suite)).toString();
  }

  /** One result; nothing for one that needs no telling. */
  public String of(TestResult result) {
    final StringBuilder text = new StringBuilder();
    if (result.failure().isEmpty()) {
      if (detail == Detail.ALL) {
        text.append(style.good("PASS")).append("  ").append(head(result)).append('\n');
      }
      return text.toString();
    }
    final TestFailure failure = result.failure().get();
    text.append(style.bad(word(result.outcome()))).append("  ").append(head(result)).append('\n');
    Printable.lines(failure.text()).lines().forEach(line -> indent(text, line));
    result.hint().ifPresent(hint -> indent(text, "hint: " + Printable.of(hint)));
    failure
        .trial()
        .ifPresent(
            trial ->
                indent(
                    text,
                    "seed "
                        + trial.config().seed()
                        + (result.wanted() > 1
                            ? ", run " + result.runs() + " of " + result.wanted()
                            : "")
                        + "; again: "
                        + Again.command(result)));
    result
        .evidence()
        .ifPresent(place -> indent(text, "evidence: " + Printable.of(place.toString())));
    return text.append('\n').toString();
  }

  private static void indent(StringBuilder text, String line) {
    text.append("  ").append(line).append('\n');
  }

  private static String head(TestResult result) {
    return Printable.of(result.name())
        + result.title().map(title -> ": " + Printable.of(title)).orElse("");
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "PASS";
      case FAILED -> "FAIL";
      case NO_VERDICT -> "NO VERDICT";
      case ERROR -> "ERROR";
    };
  }

  /** How many there are of each kind, in a line. */
  public String summary(SuiteResult suite) {
    final List<String> counts = new ArrayList<>();
    counts.add(suite.count(Outcome.PASSED) + " passed");
    count(counts, suite.count(Outcome.FAILED), " failed");
    count(counts, suite.count(Outcome.NO_VERDICT), " without a verdict");
    final int errors = suite.count(Outcome.ERROR);
    count(counts, errors, errors == 1 ? " error" : " errors");
    final int tests = suite.results().size();
    final String line =
        (tests == 1 ? "1 test" : tests + " tests")
            + " in "
            + seconds(suite.time())
            + " s: "
            + String.join(", ", counts);
    final boolean good = suite.count(Outcome.PASSED) == tests;
    return (good ? style.good(line) : style.bad(line)) + "\n";
  }

  private static void count(List<String> counts, int number, String what) {
    if (number > 0) {
      counts.add(number + what);
    }
  }

  /** As {@code 1.25}. */
  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toMillis() / MILLIS);
  }
}
