package dev.framewalk.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One line of the table.
 *
 * @param what what is done
 * @param reference what it is compared with, and that one's figure
 * @param ours our figure
 * @param ratio ours to the reference's, the middle half of the pairs behind it
 * @param target what was promised
 * @param verdict whether the median keeps it
 */
record Row(
    String what, String reference, String ours, String ratio, String target, Verdict verdict) {
  /** Whether a target is met. */
  enum Verdict {
    MET("met"),
    MISSED("MISSED"),
    /** It is there for comparison. */
    NO_TARGET(""),
    /** There is nothing to measure yet, or it failed. */
    NOT_MEASURED("not measured");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }

    static Verdict of(boolean met) {
      return met ? MET : MISSED;
    }
  }

  /** A row whose speed must be at least {@code target} of the reference's. */
  static Row speed(String what, String against, Pairs pairs, Unit unit, double target) {
    final Spread ratio = pairs.speedRatio();
    return new Row(
        what,
        against + " " + unit.show(pairs.reference().median()),
        unit.show(pairs.ours().median()),
        show(ratio),
        ">= " + number(target),
        Verdict.of(ratio.median() >= target));
  }

  /** A row whose time must be at most {@code target} of the reference's. */
  static Row time(String what, String against, Pairs pairs, Unit unit, double target) {
    final Spread ratio = pairs.timeRatio();
    return new Row(
        what,
        against + " " + unit.show(pairs.reference().median()),
        unit.show(pairs.ours().median()),
        show(ratio),
        "<= " + number(target),
        Verdict.of(ratio.median() <= target));
  }

  /** A row that tells a ratio to which there is no target. */
  static Row beside(String what, String against, Pairs pairs, Unit unit) {
    return new Row(
        what,
        against + " " + unit.show(pairs.reference().median()),
        unit.show(pairs.ours().median()),
        show(pairs.timeRatio()),
        "",
        Verdict.NO_TARGET);
  }

  /**
   * A row beside Linux and qemu-user, whose time must be at most {@code limit} seconds.
   *
   * @param target the most that it may be of Linux's time
   */
  static Row among(String what, Trios trios, Unit unit, double limit, OptionalDouble target) {
    final Spread ours = trios.pairs().ours();
    final Spread ratio = trios.pairs().timeRatio();
    final boolean fast = ours.median() <= limit;
    return new Row(
        what,
        "Linux "
            + unit.show(trios.pairs().reference().median())
            + ", "
            + trios
                .qemu()
                .map(qemu -> "qemu-user " + unit.show(qemu.median()))
                .orElse(QemuUser.MISSING),
        unit.show(ours.median()),
        show(ratio),
        unit.bound(limit)
            + (target.isPresent() ? ", <= " + number(target.getAsDouble()) + " of Linux" : ""),
        Verdict.of(fast && (target.isEmpty() || ratio.median() <= target.getAsDouble())));
  }

  /** A row that must take at most {@code limit} seconds longer than its reference. */
  static Row beyond(String what, String against, Pairs pairs, Unit unit, double limit) {
    final Spread more = pairs.difference();
    return new Row(
        what,
        against + " " + unit.show(pairs.reference().median()),
        unit.show(pairs.ours().median()),
        show(pairs.timeRatio()),
        unit.bound(limit) + " more",
        Verdict.of(more.median() <= limit));
  }

  /** A row without a reference, whose time must be at most {@code target} seconds. */
  static Row limit(String what, Spread seconds, Unit unit, double target) {
    return new Row(
        what,
        "",
        unit.show(seconds.median())
            + " ("
            + unit.show(seconds.low())
            + " to "
            + unit.show(seconds.high())
            + ")",
        "",
        unit.bound(target),
        Verdict.of(seconds.median() <= target));
  }

  /** A row that could not be measured. */
  static Row failed(String what, String why) {
    return new Row(what, "", why.strip().replaceAll("\\s+", " "), "", "", Verdict.NOT_MEASURED);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }

  private static String show(Spread ratio) {
    return number(ratio.median())
        + " ("
        + number(ratio.low())
        + " to "
        + number(ratio.high())
        + ")";
  }
}
