package dev.framewalk.bench;

import java.util.ArrayList;
import java.util.List;

/** Figures of a reference and of ours, taken in turns: pair by pair they saw the same machine. */
final class Pairs {
  private final List<Double> reference = new ArrayList<>();
  private final List<Double> ours = new ArrayList<>();

  /** Takes {@code rounds} pairs, after {@code warmUps} that do not count. */
  static Pairs measure(int warmUps, int rounds, Timing reference, Timing ours) throws Exception {
    final Pairs pairs = new Pairs();
    for (int i = 0; i < warmUps + rounds; i++) {
      final double theirs = reference.seconds();
      final double mine = ours.seconds();
      if (i >= warmUps) {
        pairs.add(theirs, mine);
      }
    }
    return pairs;
  }

  /** Adds a pair of seconds for one operation. */
  void add(double referenceSeconds, double ourSeconds) {
    reference.add(referenceSeconds);
    ours.add(ourSeconds);
  }

  /** Seconds that one operation of the reference takes. */
  Spread reference() {
    return Spread.of(reference);
  }

  /** Seconds that one operation of ours takes. */
  Spread ours() {
    return Spread.of(ours);
  }

  /** Our time over the reference's, pair by pair: below 1 is faster. */
  Spread timeRatio() {
    final List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / reference.get(i));
    }
    return Spread.of(ratios);
  }

  /** Seconds that ours takes longer, pair by pair. */
  Spread difference() {
    final List<Double> differences = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      differences.add(ours.get(i) - reference.get(i));
    }
    return Spread.of(differences);
  }

  /** Our speed over the reference's, pair by pair: above 1 is faster. */
  Spread speedRatio() {
    final List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(reference.get(i) / ours.get(i));
    }
    return Spread.of(ratios);
  }
}
