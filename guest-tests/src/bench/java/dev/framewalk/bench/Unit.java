package dev.framewalk.bench;

import java.util.Locale;

/**
 * How the seconds of one operation are shown.
 *
 * @param suffix the unit's name
 * @param amount what one operation moves or does, in that unit's numerator; 0 for plain time
 * @param scale units in a second, for plain time
 */
record Unit(String suffix, double amount, double scale) {
  static final Unit NANOSECONDS = new Unit("ns", 0, 1e9);
  static final Unit MICROSECONDS = new Unit("µs", 0, 1e6);
  static final Unit MILLISECONDS = new Unit("ms", 0, 1e3);
  static final Unit SECONDS = new Unit("s", 0, 1);

  /** Bytes of one operation, shown as speed. */
  static Unit gigabytesPerSecond(double bytes) {
    return new Unit("GB/s", bytes / 1e9, 0);
  }

  /** Things done by one operation, shown as millions a second. */
  static Unit millionsPerSecond(double things) {
    return new Unit("M/s", things / 1e6, 0);
  }

  /** The figure with its unit. */
  String show(double seconds) {
    final double value = amount == 0 ? seconds * scale : amount / seconds;
    final String format = value < 10 ? "%.2f %s" : value < 100 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, value, suffix);
  }

  /** A limit: at most so much time, which for a speed is at least so much of it. */
  String bound(double seconds) {
    final double value = amount == 0 ? seconds * scale : amount / seconds;
    return (amount == 0 ? "<= " : ">= ") + Math.round(value) + " " + suffix;
  }
}
