package dev.framewalk.emulator.lab;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Points of a grade, exact to the hundredth, never negative. */
public record Points(long hundredths) implements Comparable<Points> {
  public static final Points NONE = new Points(0);

  /**
   * @throws IllegalArgumentException if they are negative
   */
  public Points {
    if (hundredths < 0) {
      throw new IllegalArgumentException("negative points: hundredths=" + hundredths);
    }
  }

  /** This share of them, rounded to the nearest hundredth, but never up to all of them. */
  Points share(double fraction) {
    if (fraction >= 1) {
      return this;
    }
    final long share = Math.round(hundredths * fraction);
    return new Points(Math.min(share, Math.max(hundredths - 1, 0)));
  }

  /** The sum. */
  public Points plus(Points more) {
    return new Points(hundredths + more.hundredths);
  }

  /** As a number: {@code 2}, {@code 0.5}. */
  public BigDecimal value() {
    final BigDecimal exact = BigDecimal.valueOf(hundredths, 2).stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0, RoundingMode.UNNECESSARY) : exact;
  }

  @Override
  public int compareTo(Points other) {
    return Long.compare(hundredths, other.hundredths);
  }

  @Override
  public String toString() {
    return value().toPlainString();
  }
}
