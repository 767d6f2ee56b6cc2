package dev.framewalk.emulator.suite;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.framewalk.emulator.debug.Printable;
import java.util.List;
import java.util.Locale;

/**
 * Results in the Test Anything Protocol, version 14: a test point for each test, with a YAML block
 * behind each that is not ok.
 */
final class Tap {
  private Tap() {}

  static String of(SuiteResult suite) {
    final List<TestResult> results = suite.results();
    final StringBuilder tap = new StringBuilder("TAP version 14\n");
    tap.append("1..").append(results.size()).append('\n');
    for (int i = 0; i < results.size(); i++) {
      final TestResult result = results.get(i);
      tap.append(result.outcome() == Outcome.PASSED ? "ok " : "not ok ")
          .append(i + 1)
          .append(" - ")
          .append(description(result))
          .append('\n');
      result.failure().ifPresent(failure -> diagnostic(tap, result, failure));
    }
    return tap.toString();
  }

  /** A hash would begin a directive (TAP 14, "Escaping"). */
  private static String description(TestResult result) {
    return Printable.of(result.name() + result.title().map(title -> ": " + title).orElse(""))
        .replace("\\", "\\\\")
        .replace("#", "\\#");
  }

  private static void diagnostic(StringBuilder tap, TestResult result, TestFailure failure) {
    tap.append("  ---\n");
    field(tap, "outcome", result.outcome().word());
    failure
        .error()
        .ifPresent(
            kind -> field(tap, "kind", kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    // The indicator says how far the text is indented: its first line may begin with blanks.
    tap.append("  message: |2-\n");
    Printable.lines(failure.text())
        .lines()
        .forEach(line -> tap.append("    ").append(line).append('\n'));
    result.hint().ifPresent(hint -> field(tap, "hint", hint));
    failure
        .trial()
        .ifPresent(
            trial -> {
              tap.append("  seed: ").append(trial.config().seed()).append('\n');
              field(tap, "again", Again.command(result));
            });
    result.evidence().ifPresent(place -> field(tap, "evidence", place.toString()));
    tap.append("  ...\n");
  }

  /** A JSON string is a YAML scalar (YAML 1.2, 1.3 "Relation to JSON"). */
  private static void field(StringBuilder tap, String name, String value) {
    tap.append("  ")
        .append(name)
        .append(": ")
        .append(JsonNodeFactory.instance.textNode(Printable.of(value)))
        .append('\n');
  }
}
