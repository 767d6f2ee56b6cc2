package dev.framewalk.bench;

import java.util.Arrays;
import java.util.List;

/**
 * Where the middle half of some figures lies.
 *
 * @param median the middle one
 * @param low a quarter is below it
 * @param high a quarter is above it
 */
record Spread(double median, double low, double high) {
  /**
   * The spread of {@code figures}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Spread of(List<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures");
    }
    final double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(at(sorted, 0.5), at(sorted, 0.25), at(sorted, 0.75));
  }

  /** What is at {@code part} of the way from the least to the greatest. */
  private static double at(double[] sorted, double part) {
    final double position = part * (sorted.length - 1);
    final int below = (int) position;
    final double[] pair = Arrays.copyOfRange(sorted, below, Math.min(below + 2, sorted.length));
    return pair[0] + (position - below) * (pair[pair.length - 1] - pair[0]);
  }
}
