package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.machine.Budget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of {@code --budget} as people write them. */
final class BudgetLimit {
  private static final Pattern FORM = Pattern.compile("(-?\\d+)([A-Za-z]*)");

  private enum Kind {
    WALL_TIME,
    INSTRUCTIONS
  }

  /** What stands behind the number, and how many milliseconds or instructions it is. */
  private enum Unit {
    MILLISECONDS("ms", Kind.WALL_TIME, 1),
    SECONDS("s", Kind.WALL_TIME, 1_000),
    MINUTES("m", Kind.WALL_TIME, 60_000),
    HOURS("h", Kind.WALL_TIME, 3_600_000),
    ONE("", Kind.INSTRUCTIONS, 1),
    THOUSAND("K", Kind.INSTRUCTIONS, 1_000),
    MILLION("M", Kind.INSTRUCTIONS, 1_000_000),
    BILLION("G", Kind.INSTRUCTIONS, 1_000_000_000);

    private final String suffix;
    private final Kind kind;
    private final long factor;

    Unit(String suffix, Kind kind, long factor) {
      this.suffix = suffix;
      this.kind = kind;
      this.factor = factor;
    }

    static Optional<Unit> of(String suffix) {
      for (final Unit unit : values()) {
        if (unit.suffix.equals(suffix)) {
          return Optional.of(unit);
        }
      }
      return Optional.empty();
    }
  }

  /** Longest wall time: a year. */
  private static final long MOST_MILLISECONDS = Duration.ofDays(365).toMillis();

  private BudgetLimit() {}

  /**
   * The budget that all values together make; a minute of wall time where none is given.
   *
   * @throws CommandFailure if one is no budget, or there are two of a kind
   */
  static Budget parse(List<String> texts) throws CommandFailure {
    if (texts.isEmpty()) {
      return Budget.DEFAULT;
    }
    Optional<Duration> wallTime = Optional.empty();
    OptionalLong instructions = OptionalLong.empty();
    for (final String text : texts) {
      final Matcher form = FORM.matcher(text);
      final Unit unit = form.matches() ? Unit.of(form.group(2)).orElse(null) : null;
      if (unit == null) {
        throw refused(
            text,
            "not a budget; give wall time (500ms, 30s, 2m, 1h) or guest instructions (1000, 10K,"
                + " 10M, 1G)");
      }
      if (unit.kind == Kind.WALL_TIME ? wallTime.isPresent() : instructions.isPresent()) {
        throw refused(text, "a second limit of the same kind; give one of each at most");
      }
      final long value = product(form.group(1), unit.factor);
      if (value <= 0) {
        throw refused(text, "nothing can run on it; give more than 0");
      }
      if (unit.kind == Kind.INSTRUCTIONS) {
        instructions = OptionalLong.of(value);
      } else if (value <= MOST_MILLISECONDS) {
        wallTime = Optional.of(Duration.ofMillis(value));
      } else {
        throw refused(text, "more than a year; give at most 8760h");
      }
    }
    return new Budget(wallTime.or(Budget.DEFAULT::wallTime), instructions);
  }

  /** What does not fit becomes the largest number of its sign. */
  private static long product(String number, long factor) {
    try {
      return Math.multiplyExact(Long.parseLong(number), factor);
    } catch (NumberFormatException | ArithmeticException e) {
      return number.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static CommandFailure refused(String text, String why) {
    return CommandFailure.usage("--budget " + text + ": " + why);
  }
}
